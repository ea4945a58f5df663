/** Gives a link to another application of the device, or to the clipboard. `none`: neither is to be had, or the person changed their mind. */
export async function shareLink(link: { title: string; url: string }): Promise<'shared' | 'copied' | 'none'> {
  try {
    if ('share' in navigator) {
      await navigator.share(link)
      return 'shared'
    }
    // Browsers keep the clipboard from pages that came without a lock.
    if (!('clipboard' in navigator)) return 'none'
    await navigator.clipboard.writeText(link.url)
    return 'copied'
  } catch (failure) {
    if (failure instanceof DOMException) return 'none'
    throw failure
  }
}
