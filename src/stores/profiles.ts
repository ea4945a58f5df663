import { computed, shallowRef, type Ref } from 'vue'
import { actorOf } from '../db/actor.ts'
import { commit } from '../db/commit.ts'
import type { Profile } from '../db/device.ts'
import { listHeld } from '../db/overlay.ts'
import type { ProfileDb } from '../db/profile.ts'
import { readMarks } from '../device/marks.ts'
import type { Actor } from '../domain/access.ts'
import type { Id } from '../domain/ids.ts'
import type { Device } from '../domain/people.ts'
import { feeds } from '../domain/records.ts'
import type { WhyStay } from '../sync/leaving.ts'
import { signIn, type WhyNot } from '../sync/signIn.ts'
import { engine } from './engine.ts'
import { kept, type Undone } from './keeping.ts'
import { leaveDevice } from './leaving.ts'
import { live, liveOf, shared } from './live.ts'

/** An enrolment of the current person. `here`: this very device. */
export type DeviceView = Device & { id: Id; here: boolean; waiting: boolean }

/** A card that signed nobody in, and why; the words are in the locales, `problem.<name>`. `retryAt`: by this device's clock. */
export type SignInProblem = WhyNot

/**
 * Why a profile did not leave this device. `waiting`: entries that the school does not have whole; they leave first. `unsent`: drafts, refused entries
 * and packs in the making, which would be lost; leaving all the same is `signOut(id, 'loseDrafts')`.
 */
export type Staying = WhyStay

const entered = shallowRef<Id | null>(null)

/** Whose pages are on screen, null outside `/p/:profile/`. For the stores; pages read `useProfiles().current`. */
export const currentId: Readonly<Ref<Id | null>> = entered

/** The database of whose pages are on screen, undefined outside. For what is done once; what is shown follows `currentId`. */
export function currentDb(): ProfileDb | undefined {
  return entered.value === null ? undefined : engine().profile(entered.value)
}

/** Says whose pages are on screen: the id in `/p/:profile/…`, null outside. The router calls it at each navigation, before pages are made. */
export function enterProfile(id: Id | null): void {
  entered.value = id
}

const people = shared(() => {
  const all = live(async () => {
    const rows = await engine().device.profiles.toArray()
    return rows.sort((a, b) => b.lastUsedAt - a.lastUsedAt)
  })
  const current = computed(() => {
    if (currentId.value === null) return null
    return all.value && (all.value.find(({ id }) => id === currentId.value) ?? null)
  })
  const actor = liveOf(
    () => (current.value === undefined ? undefined : { id: current.value?.id }),
    async ({ id }) => (id === undefined ? null : ((await actorOf(engine().profile(id))) ?? null)),
  )
  return { all, current, actor }
})

const markOf = (card: string) => readMarks().find((mark) => mark.card === card)

/** Whether somebody of this id was on this device, and never left it. */
export function isMarked(id: Id): boolean {
  return readMarks().some(({ profile }) => profile === id)
}

/** Enrolments that were withdrawn are gone, those whose withdrawal waits are not. */
const enrolments = shared(() =>
  liveOf(
    () => people().current.value ?? undefined,
    async ({ id: profileId, account, deviceId }) => {
      const held = await listHeld(engine().profile(profileId), 'device', feeds.account(account))
      return held
        .filter(({ body, waiting }) => !body.withdrawn || waiting !== undefined)
        .map(({ id, body, waiting }): DeviceView => ({
          ...body,
          id,
          here: id === deviceId,
          waiting: waiting !== undefined,
        }))
        .sort((a, b) => b.enrolledAt - a.enrolledAt)
    },
  ),
)

/** The people of this device. Refs are undefined while loading; `current` is null outside `/p/:profile/` and for a profile that is not here. */
export function useProfiles(): {
  /** Last used first. */
  all: Ref<Profile[] | undefined>
  current: Ref<Profile | null | undefined>
  actor: Ref<Actor | null | undefined>
  /** Enrolments of the current person, newest first, withdrawn ones left out. */
  devices: Ref<DeviceView[] | undefined>
  /** Signs in with a card's token. Someone already here is recognised and their session renewed. The page then goes to `/p/<profileId>`. */
  signIn: (token: string) => Promise<{ profileId: Id } | SignInProblem | 'offline'>
  /** Remembers when a profile was last used, for the order of `all`. */
  choose: (id: Id) => Promise<void>
  /** Takes a profile off this device. With `loseDrafts`, so do drafts and what the school refused; what waits to be sent never does. */
  signOut: (id: Id, drafts?: 'keepDrafts' | 'loseDrafts') => Promise<'done' | Staying>
  /** Signs another device of the current person out. */
  withdrawDevice: (id: Id) => Promise<{ id: Id } | Undone>
} {
  return {
    ...people(),
    get devices() {
      return enrolments()
    },
    async signIn(token) {
      const here = await signIn({ ...engine(), before: markOf }, token)
      if (here === 'offline' || 'problem' in here) return here
      engine().keepPages()
      engine().wake('asked')
      return { profileId: here.id }
    },
    async choose(id) {
      await engine().device.profiles.update(id, { lastUsedAt: engine().now() })
    },
    async signOut(id, drafts = 'keepDrafts') {
      const left = await leaveDevice(id, { lose: drafts === 'loseDrafts' })
      engine().wake(left === 'done' ? 'asked' : 'deed')
      return left
    },
    async withdrawDevice(deviceId) {
      const db = currentDb()
      if (!db) return { refused: 'notAllowed' }
      const wish = { kind: 'withdrawDevice', deviceId } as const
      const done = await kept(() =>
        commit(db, { wish, attached: [], now: engine().now(), random: engine().random(16) }),
      )
      if ('id' in done) engine().wake('deed')
      return done
    },
  }
}
