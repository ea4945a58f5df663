/** What a window needs of its database; every call may throw. */
export type Transaction = {
  begin(): void
  savepoint(): void
  release(): void
  rollbackTo(): void
  commit(): void
  rollback(): void
  /** Whether the transaction still stands: a full disk makes SQLite give up all of it. */
  standing(): boolean
}

type Waiting = { run: () => Promise<() => void>; fail: (error: unknown) => void }

/** How long a window stays open for more jobs, in milliseconds (protocol.md, "Durability"). */
const WINDOW_MS = 2

/**
 * Group commit: jobs run one after another, each in a savepoint, and share one COMMIT. A job's promise resolves only after that COMMIT; a job
 * that throws is rolled back alone.
 */
export function createWindow(transaction: Transaction): {
  add<T>(job: () => Promise<T>): Promise<T>
  drained(): Promise<void>
} {
  const queue: Waiting[] = []
  let running: Promise<void> | undefined

  async function runOne({
    run,
    fail,
  }: Waiting): Promise<{ settle: () => void; fail: (error: unknown) => void } | undefined> {
    transaction.savepoint()
    try {
      const settle = await run()
      transaction.release()
      return { settle, fail }
    } catch (error) {
      // When the whole transaction is gone, the caller says so to everybody of the window.
      if (!transaction.standing()) throw error
      transaction.rollbackTo()
      transaction.release()
      fail(error)
      return undefined
    }
  }

  async function openOne(): Promise<void> {
    const done: { settle: () => void; fail: (error: unknown) => void }[] = []
    let current: Waiting | undefined
    try {
      transaction.begin()
      const until = performance.now() + WINDOW_MS
      do {
        for (current = queue.shift(); current; current = queue.shift()) {
          const one = await runOne(current)
          if (one) done.push(one)
        }
        // One round of the event loop, so that what has already come in by the sockets joins.
        await new Promise((resolve) => setImmediate(resolve))
      } while (queue.length > 0 && performance.now() < until)
      transaction.commit()
    } catch (error) {
      if (transaction.standing()) transaction.rollback()
      for (const one of done) one.fail(error)
      // When even BEGIN failed, the first in line hears of it, or the queue would turn for ever.
      const struck = current ?? (done.length === 0 ? queue.shift() : undefined)
      struck?.fail(error)
      return
    }
    for (const one of done) one.settle()
  }

  async function runAll(): Promise<void> {
    while (queue.length > 0) await openOne()
    running = undefined
  }

  return {
    add<T>(job: () => Promise<T>) {
      return new Promise<T>((resolve, reject) => {
        const run = async () => {
          const value = await job()
          return () => resolve(value)
        }
        queue.push({ run, fail: reject })
        running ??= runAll()
      })
    },
    async drained() {
      await running
    },
  }
}
