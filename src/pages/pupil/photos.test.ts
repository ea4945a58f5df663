// @vitest-environment happy-dom
import { effectScope } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FileRef } from '../../domain/files.ts'
import type { ReadyPhoto } from '../../stores/photos.ts'
import { usePickedPhotos } from './photos.ts'

type Does = Parameters<typeof usePickedPhotos>[0]

const ready = (letter: string): ReadyPhoto => ({
  ref: { sha256: letter.repeat(64), bytes: 3, type: 'image/webp', pieces: [letter.repeat(64)] },
  bytes: new Uint8Array([1, 2, 3]),
  width: 30,
  height: 40,
})
const file = (name: string) => new File([], name)
afterEach(() => vi.restoreAllMocks())

/** A form whose photos are named by one letter, the name of their file. */
function form(does: Partial<Does> = {}, scope = effectScope()) {
  const changes: string[] = []
  const photos = scope.run(() =>
    usePickedPhotos({
      prepare: (one) => Promise.resolve(ready(one instanceof File ? one.name : '?')),
      keep: (photo) => Promise.resolve(photo.ref),
      address: (photo) => `/photos/${photo.sha256.charAt(0)}`,
      changed: (kept) => changes.push(letters(kept)),
      words: (trouble) => trouble,
      ...does,
    }),
  )
  if (!photos) throw new Error('the scope is over')
  return { photos, changes }
}
const letters = (refs: readonly FileRef[]) => refs.map((ref) => ref.sha256.charAt(0)).join('')

describe('the photos of a copy being written', () => {
  it('show at once, and are there one after another, in order', async () => {
    const { photos, changes } = form()
    photos.pick([file('a'), file('b')])
    expect(photos.tiles.value.map((tile) => [tile.url, tile.trouble])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ])
    await photos.settled()
    expect(photos.tiles.value.every((tile) => tile.url?.startsWith('blob:'))).toBe(true)
    expect(changes).toEqual(['a', 'ab'])
  })

  it('are prepared one at a time', async () => {
    let busy = 0
    let most = 0
    const { photos } = form({
      prepare: async (one) => {
        most = Math.max(most, ++busy)
        await new Promise((resolve) => setTimeout(resolve, 5))
        busy--
        return ready(one instanceof File ? one.name : '?')
      },
    })
    photos.pick([file('a'), file('b')])
    photos.pick([file('c')])
    await photos.settled()
    expect([most, photos.tiles.value.length]).toEqual([1, 3])
  })

  it('that were kept before have their address', () => {
    const { photos } = form()
    photos.follow([ready('c').ref, ready('d').ref])
    expect(photos.tiles.value.map((tile) => tile.url)).toEqual(['/photos/c', '/photos/d'])
  })

  it('follow the draft, with those that are being prepared after them', async () => {
    const { photos, changes } = form()
    photos.follow([ready('c').ref])
    photos.pick([file('a')])
    photos.follow([ready('d').ref, ready('c').ref])
    expect(photos.tiles.value.map((tile) => tile.url)).toEqual(['/photos/d', '/photos/c', undefined])
    await photos.settled()
    expect(changes).toEqual(['dca'])
    const { tiles } = photos
    const before = tiles.value
    photos.follow([ready('d').ref, ready('c').ref, ready('a').ref])
    expect(tiles.value).toBe(before)
  })

  it('change places, and stay within the row', async () => {
    const { photos, changes } = form()
    photos.follow(['a', 'b', 'c'].map((letter) => ready(letter).ref))
    const id = 'b'.repeat(64)
    photos.move(id, 1)
    photos.move(id, 1)
    photos.move(id, -1)
    expect(changes).toEqual(['acb', 'abc'])
    await photos.settled()
  })
})

describe('a photo that does not make it', () => {
  it('says why, and hinders no other', async () => {
    const { photos, changes } = form({
      prepare: (one) =>
        Promise.resolve(one instanceof File && one.name === 'x' ? { refused: 'notWhatItSays' as const } : ready('a')),
    })
    photos.pick([file('x'), file('a')])
    await photos.settled()
    expect(photos.tiles.value.map((tile) => tile.trouble)).toEqual(['notWhatItSays', undefined])
    expect(changes).toEqual(['a'])
  })

  it('finds no room on the device', async () => {
    const { photos, changes } = form({ keep: () => Promise.resolve({ refused: 'deviceFull' }) })
    photos.pick([file('a')])
    await photos.settled()
    expect(photos.tiles.value[0]?.trouble).toBe('deviceFull')
    expect(changes).toEqual([])
  })

  it('is there already', async () => {
    const { photos } = form()
    photos.pick([file('a'), file('a')])
    await photos.settled()
    expect(photos.tiles.value.map((tile) => tile.trouble)).toEqual([undefined, 'twice'])
  })

  it('was removed before it was ready', async () => {
    const keep = vi.fn<Does['keep']>((photo) => Promise.resolve(photo.ref))
    const { photos, changes } = form({ keep })
    photos.pick([file('a'), file('b')])
    const [, second] = photos.tiles.value
    photos.remove(second?.id ?? '')
    await photos.settled()
    expect(keep).toHaveBeenCalledTimes(1)
    expect(changes.at(-1)).toBe('a')
  })
})

it('whose file is gone hinders no other', async () => {
  const report = vi.fn()
  vi.stubGlobal('reportError', report)
  const gone = new Error('the file could not be read')
  const { photos } = form({
    prepare: (one) => (one instanceof File && one.name === 'x' ? Promise.reject(gone) : Promise.resolve(ready('a'))),
  })
  photos.pick([file('x'), file('a')])
  await photos.settled()
  expect(photos.tiles.value.map((tile) => tile.trouble)).toEqual(['pictureUnreadable', undefined])
  expect(report).toHaveBeenCalledWith(gone)
  vi.unstubAllGlobals()
})

it('gives the memory of shown photos back when the form goes', async () => {
  const scope = effectScope()
  const revoke = vi.spyOn(URL, 'revokeObjectURL')
  const { photos } = form({}, scope)
  photos.pick([file('a')])
  await photos.settled()
  expect(revoke).not.toHaveBeenCalled()
  scope.stop()
  expect(revoke).toHaveBeenCalledWith(photos.tiles.value[0]?.url)
})
