import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** `npm start`: builds the client when there is no build, or an older one than its sources, unless another is named; then starts the server. */
const root = join(import.meta.dirname, '..')
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json']

function newest(path: string): number {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(
    0,
    ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(path, name)).mtimeMs),
  )
}

const built = join(root, 'dist', 'build.json')
const upToDate =
  Boolean(process.env['CARTABLE_DIST']) ||
  (existsSync(built) && statSync(built).mtimeMs >= Math.max(...sources.map((source) => newest(join(root, source)))))
if (!upToDate) {
  process.stdout.write('Building the pages, which takes a moment the first time…\n')
  // The same Node that runs this, whatever else the machine has.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const { status, output } = spawnSync(process.execPath, [vite, 'build'], { cwd: root, encoding: 'utf8' })
  // What a build says of itself is for who changes it; what it failed of is for everyone.
  if (status !== 0) {
    process.stderr.write(output.join('\n'))
    process.exit(status ?? 1)
  }
}
await import('./main.ts')
