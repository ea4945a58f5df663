import type { ProfileDb } from '../db/profile.ts'
import { countLosable, unsentEntries } from '../db/unsent.ts'
import { readMarks, writeMarks, type Mark } from '../device/marks.ts'
import { engine } from './engine.ts'
import { kept } from './keeping.ts'

/** Notes apart who is on this device and what the school does not have of them; who is missing without having left stays noted. */
export async function noteMarks(): Promise<void> {
  const { device, profile } = engine()
  const profiles = await kept(() => device.profiles.toArray())
  // Whoever cannot be read just now is still noted as they were.
  if ('refused' in profiles) return
  const before = readMarks()
  const marks: Mark[] = []
  for (const { id, account, deviceId, card, name, school, colour } of profiles) {
    const lost = await kept(() => countLost(profile(id)))
    const counts = 'refused' in lost ? before.find((mark) => mark.account === account) : lost
    const { waiting, since, drafts } = counts ?? { waiting: 0, since: null, drafts: 0 }
    marks.push({ profile: id, account, deviceId, card, name, school, colour, waiting, since, drafts })
  }
  const here = new Set(marks.map(({ account }) => account))
  const missing = readMarks().filter(({ account }) => !here.has(account))
  if (marks.length + missing.length > 0) writeMarks([...marks, ...missing])
}

/** What would be lost with a store. */
async function countLost(db: ProfileDb): Promise<Pick<Mark, 'waiting' | 'since' | 'drafts'>> {
  const unsent = await unsentEntries(db)
  return { waiting: unsent.length, since: unsent[0]?.committedAt ?? null, drafts: await countLosable(db) }
}
