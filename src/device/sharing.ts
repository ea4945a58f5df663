/** Gives a link to another application of the device, or to the clipboard. `none`: neither is to be had, or the person changed their mind. */
export async function shareLink(link: { title: string; url: string }): Promise<'shared' | 'copied' | 'none'> {
  const has: Partial<Pick<Navigator, 'share' | 'clipboard'>> = navigator
  try {
    if (has.share) {
      await navigator.share(link)
      return 'shared'
    }
    // Browsers keep the clipboard from pages that came without a lock.
    if (!has.clipboard) return 'none'
    await has.clipboard.writeText(link.url)
    return 'copied'
  } catch (failure) {
    if (failure instanceof DOMException) return 'none'
    throw failure
  }
}
