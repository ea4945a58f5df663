import type { Storage } from '../storage/storage.ts'

/** What a command works with. `data`: the school's folder; `url`: where phones reach it; `now` in milliseconds. */
export type Desk = { storage: Storage; data: string; url: string; now: number }

type Asked = {
  words: readonly string[]
  /** What must be named after the words, as the help shows it; without it nothing may be. */
  takes?: string
  does: string
}

/** Something an operator can ask for. `run` answers what to say, and throws a `Mistake` when that cannot be done. */
export type Command = Asked & { run: (desk: Desk, said: string) => Promise<string> }

/** The same for what needs the school to be closed, or not to be there yet. */
export type StoppedCommand = Asked & { runStopped: (desk: Omit<Desk, 'storage'>, said: string) => Promise<string> }
