/** The locks of one browser, as far as the engine uses them: who comes while one is held waits, or is told that it is not to be had. */
export function makeLocks(): Pick<LockManager, 'request'> {
  const held = new Map<string, Promise<unknown>>()

  function request<T>(name: string, work: LockGrantedCallback<T>): Promise<Awaited<T>>
  function request<T>(name: string, options: LockOptions, work: LockGrantedCallback<T>): Promise<Awaited<T>>
  async function request<T>(
    name: string,
    first: LockOptions | LockGrantedCallback<T>,
    second?: LockGrantedCallback<T>,
  ): Promise<Awaited<T>> {
    const work = typeof first === 'function' ? first : second
    if (!work) throw new TypeError('a lock for nothing')
    if (typeof first !== 'function' && first.ifAvailable && held.has(name)) return await work(null)
    for (let before = held.get(name); before; before = held.get(name)) await before
    const doing = Promise.resolve(work({ name, mode: 'exclusive' }))
    const over = doing.then(
      () => held.delete(name),
      () => held.delete(name),
    )
    held.set(name, over)
    return await doing
  }

  return { request }
}
