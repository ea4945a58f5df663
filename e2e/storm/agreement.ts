import { feeds, isShared, type FeedName, type FeedRecord } from '../../src/domain/records.ts'
import { readFeeds } from './archive.ts'
import type { World } from './world.ts'

/** G4: every device holds, of each feed that its people read, exactly what the school has, and nothing of any other. */
export async function checkAgreement(world: World): Promise<void> {
  const school = await readFeeds(world.house)
  for (const device of world.devices) {
    for (const { member, profile } of device.owners) {
      const where = `for ${member.name} on the ${device.name}`
      const readable = new Set(world.house.parts.heads.actor(member.id)?.feeds ?? [])
      const db = device.db(profile)
      const held = new Map<FeedName, FeedRecord[]>()
      for (const { feed, ...record } of await db.records.toArray()) held.set(feed, [...(held.get(feed) ?? []), record])
      for (const feed of held.keys()) if (!readable.has(feed)) throw new Error(`${feed} is not to be read ${where}`)
      for (const feed of readable) {
        const different = compare(school.get(feed) ?? [], held.get(feed) ?? [])
        if (different) throw new Error(`${feed} differs ${where}: ${different}`)
        const head = school.get(feed)?.at(-1)?.seq ?? 0
        const cursor = (await db.cursors.get(feed))?.seq ?? 0
        if (cursor !== head) throw new Error(`${feed} is read up to ${cursor} of ${head} ${where}`)
        if (isShared(feed) && feed === feeds.public) throw new Error('the public feed belongs to the device')
      }
    }
  }
}

/** The first record that only one side has, or has otherwise. What is gone may be held as gone, or not at all. */
function compare(school: readonly FeedRecord[], device: readonly FeedRecord[]): string | undefined {
  const alive = (records: readonly FeedRecord[]) =>
    new Map(
      records.filter(({ body }) => body !== null).map((record) => [`${record.kind} ${record.id}`, textOf(record)]),
    )
  const [theirs, ours] = [alive(school), alive(device)]
  for (const [name, text] of theirs)
    if (ours.get(name) !== text) return `${name} is ${ours.get(name) ?? 'missing'}, at school ${text}`
  for (const [name, text] of ours) if (!theirs.has(name)) return `${name} is only here: ${text}`
  return undefined
}

function textOf({ seq, at, body }: FeedRecord): string {
  return JSON.stringify([seq, at, sorted(body)])
}

/** The same value with its keys in order: a store may give them back in another. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inside]) => [key, sorted(inside)]),
  )
}
