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

/**
 * `whole`: the browser that people have. `bare`: the same engine in a process without windows or menus, which starts in less than half the time and lacks
 * what belongs to them: installing, and sending in the background.
 */
export type Browser = 'whole' | 'bare'
const DEBIAN: Record<Browser, string> = { whole: '/usr/bin/chromium', bare: '/usr/bin/chromium-headless-shell' }
const PACKAGES = ['chromium', 'chromium-headless-shell', 'fonts-dejavu-core']

const onDebian = (): boolean => Object.values(DEBIAN).every((path) => existsSync(path))

/** What tells Playwright which browser to start: Debian's, else its own. */
export function launching(browser: Browser = 'bare'): { executablePath?: string; channel?: string } {
  if (onDebian()) return { executablePath: DEBIAN[browser] }
  return browser === 'whole' ? { channel: 'chromium' } : {}
}

/** Finds a Chromium or installs one: Debian's as root on Debian, else Playwright's. Throws when neither can be had. */
export function ensureChromium(): void {
  if (onDebian()) return
  const debian = existsSync('/etc/debian_version') && process.getuid?.() === 0
  const say = { stdio: 'inherit' } as const
  if (!debian) {
    execFileSync('npx', ['--no-install', 'playwright', 'install', 'chromium'], say)
    return
  }
  console.log(`Installing Chromium on Debian ${readFileSync('/etc/debian_version', 'utf8').trim()}`)
  const apt = ['-qq', '-o', 'DPkg::Lock::Timeout=600']
  execFileSync('apt-get', [...apt, 'update'], say)
  execFileSync('apt-get', [...apt, 'install', '-y', '--no-install-recommends', ...PACKAGES], {
    ...say,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
