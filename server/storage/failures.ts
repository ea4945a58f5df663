/** The disk, or the space given to the school on it, is used up. What was being written is not there. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
}

/** The storage did not answer in time. What was being written is not there. */
export class StorageBusy extends Error {
  override readonly name = 'StorageBusy'
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/** Whether an error of the system says that there is no room left. */
export function saysFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && FULL.has(error.code)
}
