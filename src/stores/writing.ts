import { effectScope, ref, shallowReactive, watch, type Ref } from 'vue'
import type { Draft } from '../db/profile.ts'
import type { Moment } from '../domain/ids.ts'
import { dropDraft, plain, putDraft, sameData } from './draftRows.ts'
import { kept, type Unkept } from './keeping.ts'
import { keptWork } from './keepingWork.ts'
import { live } from './live.ts'
import { open, type Open, type Spot } from './unsaved.ts'

/** A pause at the keys, and the longest that the text of someone who never pauses is not kept, in milliseconds. */
const PAUSE = 400
const LONGEST = 5000

/** `check` gives a kept value back if it is of the right shape, else undefined. */
export type Shape<T> = { initial: () => T; check: (value: unknown) => T | undefined }

export type WritingState = {
  ready: boolean
  savedAt: Moment | null
  dirty: boolean
  trouble: Unkept['refused'] | null
}

/** One draft in one page, from its opening to its closing. */
export type Writing<T> = {
  value: Ref<T>
  state: Readonly<WritingState>
  save: () => Promise<void>
  clear: () => Promise<void>
  renew: () => void
  close: () => void
}

/** What was left at this spot and is perhaps not kept yet. */
function leftAt({ db, key }: Spot): Open | undefined {
  return [...open].find(({ spot, closed }) => closed && spot.db === db && spot.key === key)
}

/** Opens a draft, and keeps it by itself at each pause until it is closed. */
export function openWriting<T>(spot: Spot, { initial, check }: Shape<T>): Writing<T> {
  const { db, key, now } = spot
  // What a form keeps is plain data, without refs inside: Vue's type of a deep ref cannot know that.
  const value = ref(initial()) as Ref<T>
  const state: WritingState = shallowReactive({ ready: false, savedAt: null, dirty: false, trouble: null })
  const scope = effectScope(true)
  /** What lies in this draft's place without having been shown. */
  let other: Draft | undefined
  /** Counts edits and whatever else makes an answer of the store old news. */
  let turns = 0
  let showing = false
  let dirtySince = 0
  let pause: ReturnType<typeof setTimeout> | undefined
  let busy: Promise<void> | undefined

  /** One after the other, at once when nothing is under way: a page that is going away has no time. */
  const inLine = (act: () => Promise<void>): Promise<void> => {
    const turn = busy ? busy.then(act) : act()
    busy = turn
    return turn.finally(() => {
      if (busy === turn) busy = undefined
    })
  }

  const show = (shown: T) => {
    showing = true
    value.value = shown
    showing = false
  }

  const edited = () => {
    if (showing) return
    turns += 1
    if (!state.dirty) dirtySince = now()
    state.dirty = true
    clearTimeout(pause)
    pause = setTimeout(() => void save(), Math.min(PAUSE, Math.max(0, dirtySince + LONGEST - now())))
  }

  const save = () => {
    clearTimeout(pause)
    return inLine(async () => {
      if (!state.dirty) return
      const turn = turns
      const draft = { key, value: plain(value.value), updatedAt: now() }
      const done = await keptWork(() => putDraft(db, draft, other))
      if (done) {
        state.trouble = done.refused
        return
      }
      other = undefined
      if (turn === turns) state.dirty = false
      Object.assign(state, { savedAt: draft.updatedAt, trouble: null })
      if (self.closed) open.delete(self)
    })
  }

  const clear = () => {
    turns += 1
    show(initial())
    state.dirty = false
    return inLine(async () => {
      const done = await kept(() => dropDraft(db, key, other))
      other = undefined
      Object.assign(state, { savedAt: null, trouble: done?.refused ?? null })
    })
  }

  const renew = () => {
    if (!state.dirty && state.savedAt === null) show(initial())
  }

  /** Shows what the device has, unless this form has something newer. */
  const look = async () => {
    const turn = turns
    const row = await kept(() => db.drafts.get(key))
    const first = !state.ready
    state.ready = true
    if (row && 'refused' in row) state.trouble = row.refused
    else if (busy || state.dirty || turn !== turns) other = first ? row : other
    else take(row)
  }

  const take = (row: Draft | undefined) => {
    const shown = row && check(row.value)
    other = shown === undefined ? row : undefined
    if (shown !== undefined && !sameData(shown, value.value)) show(shown)
    // It was handed in, or thrown away, elsewhere.
    if (!row && state.savedAt !== null) show(initial())
    state.savedAt = other ? null : (row?.updatedAt ?? null)
  }

  const begin = async () => {
    const left = leftAt(spot)
    await left?.save()
    const unsaved = left?.state.dirty ? check(left.value()) : undefined
    if (left && unsaved !== undefined && !state.dirty) {
      open.delete(left)
      value.value = unsaved
    }
    if (self.closed) return
    scope.run(() => {
      const change = live(async () => ({ row: await db.drafts.get(key) }))
      watch(change, () => void look(), { flush: 'sync' })
    })
  }

  const self: Open = { spot, state, closed: false, value: () => plain(value.value), save }
  open.add(self)
  scope.run(() => watch(value, edited, { deep: true, flush: 'sync' }))
  void begin()

  const close = () => {
    self.closed = true
    scope.stop()
    if (state.dirty) void save()
    else open.delete(self)
  }
  return { value, state, save, clear, renew, close }
}
