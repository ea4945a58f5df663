import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Flags that a headless Chromium needs on a machine without a graphics card, a user or a line out. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const DEBIAN = '/usr/bin/chromium'

/** Where Debian's Chromium is, or undefined: then Playwright's own is used. */
export function chromiumPath(): string | undefined {
  return existsSync(DEBIAN) ? DEBIAN : undefined
}

/** Finds a Chromium or installs one: Debian's as root on Debian, else Playwright's. Throws when neither can be had. */
export function ensureChromium(): void {
  if (chromiumPath() !== undefined) return
  const debian = existsSync('/etc/debian_version') && process.getuid?.() === 0
  const say = { stdio: 'inherit' } as const
  if (!debian) {
    execFileSync('npx', ['--no-install', 'playwright', 'install', 'chromium'], say)
    return
  }
  console.log(`Installing Chromium on Debian ${readFileSync('/etc/debian_version', 'utf8').trim()}`)
  const apt = ['-qq', '-o', 'DPkg::Lock::Timeout=600']
  execFileSync('apt-get', [...apt, 'update'], say)
  execFileSync('apt-get', [...apt, 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
    ...say,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
