/** What Chromium lets a page ask later (the BeforeInstallPromptEvent of its own; no standard has it). */
type Prompting = Event & { prompt: () => Promise<unknown> }

function isPrompting(event: Event): event is Prompting {
  return 'prompt' in event && typeof event.prompt === 'function'
}

/** Asks the person to install the application; the browser shows it. Once. */
export type InstallOffer = () => Promise<void>

/** Hears when the browser would install the application, and when that is over: installed, or asked. The browser's own banner is kept back. */
export function hearInstalling(target: EventTarget, heard: (offer: InstallOffer | null) => void): void {
  target.addEventListener('beforeinstallprompt', (event) => {
    if (!isPrompting(event)) return
    event.preventDefault()
    heard(async () => {
      heard(null)
      await event.prompt()
    })
  })
  target.addEventListener('appinstalled', () => heard(null))
}

/** Whether this is a phone or tablet of Apple's, where installing is done by hand. iPads call themselves Macs, with fingers. */
export function installsByHand({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): boolean {
  return /\b(iPhone|iPad)\b/.test(userAgent) || (/\bMacintosh\b/.test(userAgent) && maxTouchPoints > 1)
}

/** Whether the page runs as an installed application already. */
export function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches
}
