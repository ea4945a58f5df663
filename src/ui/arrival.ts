import { onMounted, watchEffect, type Ref } from 'vue'
import { useWording } from './wording.ts'

/** Moves the focus to what a page that has just opened begins with, for keyboards and for those who listen. The heading of a page that is still loading takes it when it comes. */
export function arrive(): void {
  const target = document.querySelector<HTMLElement>('#main h1') ?? document.getElementById('main')
  target?.focus({ preventScroll: true })
}

/** The title of the page, for the tab and the history. With its `heading`, also takes over the focus that `arrive` left on the page. */
export function usePageTitle(title: () => string, heading?: Readonly<Ref<HTMLElement | null>>): void {
  const { t } = useWording()
  watchEffect(() => {
    document.title = title() === '' ? t('app.name') : `${title()} · ${t('app.name')}`
  })
  onMounted(() => {
    if (document.activeElement?.id === 'main') heading?.value?.focus({ preventScroll: true })
  })
}
