/** The disk, or the space given to the school on it, is used up. What was being written is not there. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
}

/** The storage did not answer in time. What was being written is not there. */
export class StorageBusy extends Error {
  override readonly name = 'StorageBusy'
}

/** The database takes nothing: it may only be read, it is damaged, or the disk under it fails. What was being written is not there. */
export class StorageBroken extends Error {
  override readonly name = 'StorageBroken'
  readonly illness: Illness

  constructor(illness: Illness, message: string, options?: ErrorOptions) {
    super(message, options)
    this.illness = illness
  }
}

/** What a school's disk or database suffers from, as `/healthz` says it. */
export type Illness = 'full' | 'busy' | 'readOnly' | 'damaged' | 'failing'

const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/** Whether an error of the system says that there is no room left. */
export function saysFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && FULL.has(error.code)
}

const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM'])
const FAILING = new Set(['EIO', 'ENODEV', 'EMFILE', 'ENFILE'])

/** What an error says of the disk or the database; undefined when it speaks of something else. */
export function howIll(error: unknown): Illness | undefined {
  if (error instanceof StorageFull || saysFull(error)) return 'full'
  if (error instanceof StorageBusy) return 'busy'
  if (error instanceof StorageBroken) return error.illness
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (READ_ONLY.has(code)) return 'readOnly'
  return FAILING.has(code) ? 'failing' : undefined
}
