import vue from '@vitejs/plugin-vue'
import icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'
import { compileIcon } from './src/ui/drawing.ts'

/** Rooms whose tests keep something for themselves: a device's store, who is signed in, the clock. Each of their files has a thread of its own. */
const APART = ['src/{db,offline,stores,sync}/**/*.test.ts', 'e2e/**/*.test.ts']

export default defineConfig({
  plugins: [vue(), icons({ compiler: { compiler: compileIcon } })],
  define: { __BUILD__: JSON.stringify('test') },
  test: {
    testTimeout: 20_000,
    pool: 'threads',
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      {
        extends: true,
        test: { name: 'together', include: ['{src,server}/**/*.test.ts'], exclude: APART, isolate: false },
      },
    ],
  },
})
