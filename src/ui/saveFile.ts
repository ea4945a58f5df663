/** Hands a file to the browser's downloads. */
export function saveFile(file: File): void {
  const address = URL.createObjectURL(file)
  Object.assign(document.createElement('a'), { href: address, download: file.name }).click()
  // The browser reads the address after the click; a minute is enough to begin.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
