import { countLosable, unsentEntries } from '../db/unsent.ts'
import { readMarks, writeMarks, type Mark } from '../device/marks.ts'
import { engine } from './engine.ts'

/** Notes apart who is on this device and what the school does not have of them; who is missing without having left stays noted. */
export async function noteMarks(): Promise<void> {
  const { device, profile } = engine()
  const marks: Mark[] = []
  for (const { id, account, deviceId, card, name, school, colour } of await device.profiles.toArray()) {
    const unsent = await unsentEntries(profile(id))
    const drafts = await countLosable(profile(id))
    const lost = { waiting: unsent.length, since: unsent[0]?.committedAt ?? null, drafts }
    marks.push({ profile: id, account, deviceId, card, name, school, colour, ...lost })
  }
  const here = new Set(marks.map(({ account }) => account))
  const missing = readMarks().filter(({ account }) => !here.has(account))
  if (marks.length + missing.length > 0) writeMarks([...marks, ...missing])
}
