import type { Entry } from '../../src/db/profile.ts'
import { feeds, type FeedName } from '../../src/domain/records.ts'
import { readFeeds, readOutcomes } from './archive.ts'
import type { Owner } from './device.ts'
import type { World } from './world.ts'

/** Every entry of every outbox, by the id of its mutation. */
export async function readEntries({ devices }: World): Promise<Map<string, { entry: Entry; owner: Owner }>> {
  const entries = new Map<string, { entry: Entry; owner: Owner }>()
  for (const device of devices) {
    for (const owner of device.owners) {
      for (const entry of await device.db(owner.profile).outbox.toArray()) {
        if (entries.has(entry.id)) throw new Error(`${entry.id} was made twice`)
        entries.set(entry.id, { entry, owner })
      }
    }
  }
  return entries
}

/** G1 and G3, id by id: all that was confirmed is kept, made = received + refused (nothing waits any more), and both sides say the same of each. */
export async function checkLedger(world: World): Promise<void> {
  const entries = await readEntries(world)
  const outcomes = new Map(readOutcomes(world.house).map((judged) => [judged.id, judged]))
  const isReceived = (id: string) => 'received' in (outcomes.get(id)?.outcome ?? {})
  for (const { name, owners } of world.devices) {
    for (const { member, confirmed } of owners)
      for (const id of confirmed)
        // What the school has had for a month is forgotten here.
        if (!entries.has(id) && !isReceived(id) && !world.received.has(id))
          throw new Error(`${member.name} was told on the ${name} that ${id} is kept, and it is not`)
  }
  for (const [id, { entry, owner }] of entries) {
    const judged = outcomes.get(id)
    const said = judged && ('received' in judged.outcome ? 'done' : 'refused' in judged.outcome ? 'refused' : 'held')
    // A restored school has forgotten what it refused; on the device it stays refused, in sight.
    if (world.restores > 0 && entry.state === 'refused' && said === undefined) continue
    if (said !== entry.state)
      throw new Error(
        `${entry.mutation.kind} ${id} is ${entry.state} for ${owner.member.name} and ${said ?? 'unknown'} for the school`,
      )
    if (judged?.account !== owner.member.id) throw new Error(`${id} counts for somebody else`)
  }
  await checkGivenBack(world, entries)
}

/** What was received before the school was put back to an older copy is received again, unless it cannot be any more, which is said. */
async function checkGivenBack(
  { house, received }: World,
  entries: ReadonlyMap<string, { entry: Entry }>,
): Promise<void> {
  const school = await readFeeds(house)
  const isThere = (feed: FeedName, id: string) => school.get(feed)?.some((one) => one.id === id && one.body !== null)
  for (const id of received) {
    const entry = entries.get(id)?.entry
    if (!entry || entry.state === 'done') continue
    const { mutation: m, reason } = entry
    const overtaken = reason === 'alreadyReturned' || reason === 'conflict'
    const withdrawn = m.kind === 'handIn' && !isThere(feeds.class(m.classId), m.assignmentId)
    const groundless = 'submissionId' in m && !isThere(feeds.desk(m.classId), m.submissionId)
    if (!overtaken && !withdrawn && !groundless)
      throw new Error(`${m.kind} ${id} was received, and did not come back: ${entry.state} ${reason ?? ''}`)
  }
}

/** Drafts are nobody's but their author's: each is as it was last written. */
export async function checkDrafts({ devices }: World): Promise<void> {
  for (const device of devices) {
    for (const { member, drafts, profile } of device.owners) {
      const kept = new Map((await device.db(profile).drafts.toArray()).map(({ key, value }) => [key, value]))
      for (const [key, value] of drafts)
        if (kept.get(key) !== value)
          throw new Error(`${key} of ${member.name} on the ${device.name} is not what was written`)
      if (kept.size !== drafts.size)
        throw new Error(`${member.name} has drafts on the ${device.name} that nobody wrote`)
    }
  }
}
