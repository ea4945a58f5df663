import { describe, expect, it } from 'vitest'
import type { FileRef } from '../../domain/files.ts'
import { bringBack, emptyDraft, missing, readDraft, sameCopy, type CopyDraft } from './draft.ts'

const photo = (letter: string): FileRef => ({
  sha256: letter.repeat(64),
  bytes: 1000,
  type: 'image/webp',
  pieces: [letter.repeat(64)],
})
const draft = (given: Partial<CopyDraft>): CopyDraft => ({ ...emptyDraft(), ...given })

describe('a draft that was kept', () => {
  it('is read as it was written', () => {
    const written = draft({ text: 'Un lézard dort', photos: [photo('a'), photo('b')], paper: true })
    expect(readDraft(structuredClone(written))).toEqual(written)
  })

  it('of another shape is none', () => {
    expect(readDraft({ text: 'Un lézard dort' })).toBeUndefined()
    expect(readDraft({ ...emptyDraft(), photos: [{ ...photo('a'), type: 'application/pdf' }] })).toBeUndefined()
    expect(readDraft(undefined)).toBeUndefined()
  })
})

describe('two copies', () => {
  it('say the same, whatever objects they are', () => {
    expect(sameCopy(draft({ text: 'a', photos: [photo('a')] }), draft({ text: 'a', photos: [photo('a')] }))).toBe(true)
  })

  it('differ by a letter, by the order of their photos, by paper', () => {
    expect(sameCopy(draft({ text: 'a' }), draft({ text: 'a ' }))).toBe(false)
    const [ab, ba] = [draft({ photos: [photo('a'), photo('b')] }), draft({ photos: [photo('b'), photo('a')] })]
    expect(sameCopy(ab, ba)).toBe(false)
    expect(sameCopy(draft({}), draft({ paper: true }))).toBe(false)
  })
})

describe('bringing a refused copy back', () => {
  const refused = draft({ text: 'refusé', photos: [photo('a'), photo('b')], paper: true })

  it('takes the place of an empty draft, and of one that only repeats the copy handed in', () => {
    expect(bringBack(emptyDraft(), refused, emptyDraft())).toEqual(refused)
    const handedIn = draft({ text: 'rendu', photos: [photo('c')] })
    expect(bringBack(draft({ text: 'rendu', photos: [photo('c')] }), refused, handedIn)).toEqual(refused)
  })

  it('comes after what is being written, and loses none of it', () => {
    const writing = draft({ text: 'en cours', photos: [photo('b'), photo('c')] })
    expect(bringBack(writing, refused, emptyDraft())).toEqual({
      text: 'en cours\n\nrefusé',
      photos: [photo('b'), photo('c'), photo('a')],
      paper: true,
    })
  })
})

describe('what a copy lacks of what was asked', () => {
  it.each([
    ['photos are asked, a text alone is there', ['photos'], { text: 'a' }, 'photos'],
    ['a text is asked, photos alone are there', ['text'], { photos: [photo('a')] }, 'text'],
    ['either is asked, one is there', ['text', 'photos'], { photos: [photo('a')] }, undefined],
    ['paper is asked, a text is there', ['paper'], { text: 'a' }, undefined],
    ['photos or paper are asked, it is on paper', ['photos', 'paper'], { paper: true }, undefined],
    ['the copy is empty, which the rule book says itself', ['photos'], { text: ' \n' }, undefined],
  ] as const)('%s', (_name, expects, given, lack) => {
    expect(missing(expects, draft({ ...given, photos: 'photos' in given ? [...given.photos] : [] }))).toBe(lack)
  })
})
