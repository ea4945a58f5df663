import { unmark } from '../device/marks.ts'
import type { Id } from '../domain/ids.ts'
import { leave, type Letting, type WhyStay } from '../sync/leaving.ts'
import { engine } from './engine.ts'

/**
 * Takes a profile off this device on purpose, unless work would be lost. What notes apart that it was here goes first, so that no crash makes it look as if the
 * browser had cleared it; and again afterwards, in case another tab noted it meanwhile. Whoever stays is noted again by the next round.
 */
export async function leaveDevice(id: Id, letting: Letting): Promise<'done' | WhyStay> {
  unmark(id)
  const left = await leave(engine(), id, letting)
  if (left === 'done') unmark(id)
  return left
}
