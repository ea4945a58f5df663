import vue from '@vitejs/plugin-vue'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import icons from 'unplugin-icons/vite'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { partOf } from './src/locales/parts.ts'
import { chunkOf, rootsOf } from './src/offline/chunks.ts'
import { groupsOf, roleOf, type Built } from './src/offline/groups.ts'
import { mark, type Group } from './src/offline/manifest.ts'
import { compileIcon } from './src/ui/drawing.ts'
import about from './package.json' with { type: 'json' }

/** Sortable by time, so that `minBuild` of /pulse.json can be compared as text. */
const build = `${about.version}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`

/** Cuts the words of a language into the parts in which they are loaded: `virtual:words/fr/start`. */
function words(): Plugin {
  const asked = /^virtual:words\/([a-z]+)\/([a-z]+)$/
  return {
    name: 'cartable-words',
    resolveId: (id) => (asked.test(id) ? id : undefined),
    async load(id) {
      const [, locale, part] = asked.exec(id) ?? []
      if (locale === undefined) return undefined
      const path = join(import.meta.dirname, 'src', 'locales', `${locale}.json`)
      this.addWatchFile(path)
      const all: unknown = JSON.parse(await readFile(path, 'utf8'))
      const sections = Object.entries(all ?? {}).filter(([section]) => partOf(section) === part)
      return `export const words = ${JSON.stringify(Object.fromEntries(sections))}`
    },
  }
}

/** Says which build this is, for the server that keeps the last three. */
function buildFile(): Plugin {
  return {
    name: 'cartable-build-file',
    generateBundle(_options, bundle) {
      const names = Object.keys(bundle).sort().join('\n')
      const hash = createHash('sha256').update(names).digest('hex').slice(0, 12)
      this.emitFile({ type: 'asset', fileName: 'build.json', source: JSON.stringify({ build, hash }) })
    },
  }
}

/** A role's pages land in `assets/<role>/`, pdf.js in `assets/pdf/`: the service worker keeps each only where it is used. */
function folderOf(modules: readonly string[]): string {
  if (modules.some((id) => id.includes('/pdfjs-dist/'))) return 'assets/pdf/'
  const roles = new Set(modules.map(roleOf).filter((role) => role !== undefined))
  const [role] = roles
  return roles.size === 1 && role !== undefined ? `assets/${role}/` : 'assets/'
}

/** Who needs which file of the build; known once it is written, read when its list goes into the service worker. */
let groups = new Map<string, Group[]>()

function pageGroups(): Plugin {
  return {
    name: 'cartable-page-groups',
    generateBundle(_options, bundle) {
      const built = Object.values(bundle).flatMap((file): Built[] => {
        if (file.type !== 'chunk') return []
        const { fileName, isEntry, moduleIds, imports, dynamicImports, viteMetadata, code } = file
        const style = [...(viteMetadata?.importedCss ?? [])]
        // Workers and pictures are known by their address in the code; Vite writes it relative to the root.
        const named = Object.keys(bundle).filter(
          (name) => !/\.(css|html)$/.test(name) && bundle[name]?.type === 'asset' && code.includes(name),
        )
        return [{ fileName, isEntry, modules: moduleIds, imports, dynamicImports, assets: [...style, ...named] }]
      })
      groups = groupsOf(built)
    },
  }
}

/** Where the build is written; known once Vite has read its settings. */
let dist = ''

function builtFolder(): Plugin {
  return {
    name: 'cartable-built-folder',
    configResolved: ({ root, build: { outDir } }) => {
      dist = resolve(root, outDir)
    },
  }
}

/** The hash of a built file, as browsers check it: the service worker keeps nothing else under its name. */
async function integrityOf(name: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(dist, name)))
  return `sha256-${hash.digest('base64')}`
}

/** What lies beside the PDF reader goes with it. */
const groupsOfFile = (name: string): Group[] => groups.get(name) ?? (name.startsWith('assets/pdf/') ? ['pdf'] : [])

export default defineConfig({
  // The same library without what browsers of before modules need.
  resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }] },
  define: { __BUILD__: JSON.stringify(build) },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        chunkFileNames: (chunk) => `${folderOf(chunk.moduleIds)}[name]-[hash].js`,
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: (id, build) => chunkOf(rootsOf(id, (one) => build.getModuleInfo(one))) }],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/feeds', '/files', '/pulse.json', '/keys.json'].map((path) => [path, 'http://localhost:8080']),
    ),
  },
  plugins: [
    vue({
      features: {
        optionsAPI: false,
        // A component's styles are told from others' by its name, which no other has: it compresses better than a hash, and can be read.
        componentIdGenerator: (path) => basename(path, '.vue').toLowerCase(),
      },
    }),
    icons({ compiler: { compiler: compileIcon } }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/offline',
      filename: 'worker.ts',
      registerType: 'prompt',
      injectRegister: null,
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['**/*.{js,mjs,css,html,svg}'],
        globIgnores: ['worker-off.js'],
        maximumFileSizeToCacheInBytes: 4_000_000,
        manifestTransforms: [
          async (entries) => ({
            manifest: await Promise.all(
              entries.map(async (entry) => ({
                ...entry,
                url: mark(entry.url, groupsOfFile(entry.url)),
                integrity: await integrityOf(entry.url),
              })),
            ),
            warnings: [],
          }),
        ],
      },
      manifest: {
        name: 'Cartable',
        short_name: 'Cartable',
        description: 'Le cartable qui marche sans réseau',
        lang: 'fr',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#fbf8f1',
        theme_color: '#24407a',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
    }),
    words(),
    builtFolder(),
    buildFile(),
    pageGroups(),
  ],
})
