/** Whether the browser promised never to clear our store by itself. Old ones promise nothing. */
export async function isPersisted(): Promise<boolean> {
  return 'storage' in navigator && (await navigator.storage.persisted())
}

/** Asks that the browser never clears our store by itself. Some ask the person, some decide alone; asking again is harmless. */
export async function askPersistence(): Promise<boolean> {
  return 'storage' in navigator && ((await navigator.storage.persisted()) || (await navigator.storage.persist()))
}
