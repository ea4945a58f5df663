import vue from '@vitejs/plugin-vue'
import icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'
import { compileIcon } from './src/ui/drawing.ts'

export default defineConfig({
  plugins: [vue(), icons({ compiler: { compiler: compileIcon } })],
  define: { __BUILD__: JSON.stringify('test') },
  test: {
    include: ['src/**/*.test.ts', 'server/**/*.test.ts', 'e2e/**/*.test.ts'],
    testTimeout: 20_000,
  },
})
