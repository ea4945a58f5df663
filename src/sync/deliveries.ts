import { commit } from '../db/commit.ts'
import type { FilesDb, HeldPack } from '../db/files.ts'
import type { ProfileDb } from '../db/profile.ts'
import type { Id, Moment } from '../domain/ids.ts'
import type { Tier } from '../domain/packs.ts'

export type Telling = {
  profile: Id
  db: ProfileDb
  files: FilesDb
  now: () => Moment
  random: (bytes: number) => Uint8Array
}

/** Says for a pupil which packs are whole and verified on this device, once a version and tier. */
export async function tellDeliveries(t: Telling): Promise<void> {
  const rows = await t.files.packs.where('key').startsWith(`${t.profile}/`).toArray()
  for (const row of rows) {
    const whole = wholeOf(row)
    const classId = /^class:(.+)$/.exec(row.feed)?.[1]
    if (!whole || classId === undefined || row.told === whole.name) continue
    const wish = {
      kind: 'packDelivered',
      classId,
      packId: row.packId,
      version: whole.version,
      tier: whole.tier,
    } as const
    await commit(t.db, { wish, attached: [], now: t.now(), random: t.random(16) })
    // Told after it is kept: a crash between the two says it twice, which changes nothing.
    await t.files.packs.update(row.key, { told: whole.name })
  }
}

function wholeOf({ held }: HeldPack): { version: number; tier: Tier; name: string } | undefined {
  if (!held || held.depth === 'text') return undefined
  return { version: held.version, tier: held.depth, name: `${held.manifest.sha256} ${held.depth}` }
}
