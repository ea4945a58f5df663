import { decide, type Found } from '../../src/domain/decide.ts'
import { bodyOf, feeds, type Body, type FeedName, type Key, type Kind } from '../../src/domain/records.ts'
import { readFeeds, readOutcomes } from './archive.ts'
import type { World } from './world.ts'

/** What the school adds by itself, or writes when a card is opened: not what people do. */
const OWN_WORDS = new Set(['receipt', 'seal', 'device'])

/**
 * G3, the effects: the rule book is asked again about every mutation that the school received, in that order, and must come to the very records that the
 * school has, with as many changes in each feed as it counted. Whatever was done twice, or half, or for nothing, shows.
 */
export async function checkEffects(world: World): Promise<void> {
  const bodies = new Map<string, unknown>()
  const changes = new Map<FeedName, number>()
  const count = (feed: FeedName) => changes.set(feed, (changes.get(feed) ?? 0) + 1)
  const place = (feed: FeedName, kind: string, id: string) => `${feed} ${kind} ${id}`
  for (const [feed, records] of world.opening) {
    for (const { kind, id, body } of records) bodies.set(place(feed, kind, id), body)
    changes.set(feed, records.at(-1)?.seq ?? 0)
  }
  const found: Found = <K extends Kind>(key: Key<K>): Body<K> | undefined =>
    bodyOf<K>(key.kind, bodies.get(place(key.feed, key.kind, key.id)))
  for (const { id, account, outcome } of readOutcomes(world.house)) {
    const mutation = world.sent.get(id)
    const actor = world.house.parts.heads.actor(account)
    if (!mutation || !actor) throw new Error(`${id} comes from nobody`)
    if (mutation.kind === 'withdrawDevice') continue
    const decided = decide(actor, mutation, found)
    if ('refused' in decided) {
      if (!('refused' in outcome) || outcome.refused !== decided.refused)
        throw new Error(`${mutation.kind} ${id} should be refused: ${decided.refused}`)
      continue
    }
    if (!('received' in outcome))
      throw new Error(`${mutation.kind} ${id} should be received: ${JSON.stringify(outcome)}`)
    for (const { feed, kind, id: name, body } of decided) {
      bodies.set(place(feed, kind, name), body)
      count(feed)
      // One receipt a copy, one seal a version.
      if (kind === 'submission' || kind === 'pack') if (body !== null) count(feed)
    }
  }
  for (const [feed, records] of await readFeeds(world.house)) {
    if (feed === feeds.public || feed.startsWith('account:')) continue
    for (const { kind, id, body } of records) {
      if (OWN_WORDS.has(kind)) continue
      const expected = bodies.get(place(feed, kind, id))
      if (JSON.stringify(expected) !== JSON.stringify(body))
        throw new Error(`${kind} ${id} of ${feed} is ${JSON.stringify(body)} and should be ${JSON.stringify(expected)}`)
    }
    const head = records.at(-1)?.seq ?? 0
    if (head !== changes.get(feed))
      throw new Error(`${feed} changed ${head} times and should have ${changes.get(feed) ?? 0} times`)
  }
}
