import { computed, shallowRef, type Ref } from 'vue'
import { hearInstalling, installsByHand, isInstalled, type InstallOffer } from '../device/installing.ts'

const offer = shallowRef<InstallOffer | null>(null)

/** Begins to hear what the browser offers: it says so once, soon after the page came. */
export function startInstalling(target: EventTarget): void {
  hearInstalling(target, (now) => (offer.value = now))
}

/** How the application can be installed here: by asking the browser, by hand, or not at all (it is installed, or this browser does not do it). */
export function useInstalling(): { way: Ref<'ask' | 'hand' | null>; install: () => Promise<void> } {
  const way = computed(() => {
    if (isInstalled()) return null
    if (offer.value) return 'ask'
    return installsByHand(navigator) ? 'hand' : null
  })
  return { way, install: async () => offer.value?.() }
}
