import * as v from 'valibot'
import type { Expected } from '../../domain/assignments.ts'
import type { Id } from '../../domain/ids.ts'
import { Photo } from '../../domain/submissions.ts'

/** What a pupil writes before handing it in. The photos are files kept on this device. */
const CopyDraft = v.object({ text: v.string(), photos: v.array(Photo), paper: v.boolean() })
export type CopyDraft = v.InferOutput<typeof CopyDraft>

/** How the keys of copies being written begin. */
export const COPY_DRAFTS = 'copy:'

export function draftKey(classId: Id, assignmentId: Id): string {
  return `${COPY_DRAFTS}${classId}:${assignmentId}`
}

/** What was kept, if it is a draft as this build writes them. */
export function readDraft(kept: unknown): CopyDraft | undefined {
  const read = v.safeParse(CopyDraft, kept)
  return read.success ? read.output : undefined
}

export const emptyDraft = (): CopyDraft => ({ text: '', photos: [], paper: false })

/** A draft to go on with from a revision of the copy. */
export function draftOf({ text, photos, paper }: CopyDraft): CopyDraft {
  return { text, photos: [...photos], paper }
}

export function isEmpty({ text, photos, paper }: CopyDraft): boolean {
  return text.trim() === '' && photos.length === 0 && !paper
}

/** Whether two say the same: a draft that equals the copy has nothing more to hand in. */
export function sameCopy(a: CopyDraft, b: CopyDraft): boolean {
  const photos = (one: CopyDraft) => one.photos.map((photo) => photo.sha256).join()
  return a.text === b.text && a.paper === b.paper && photos(a) === photos(b)
}

/** A draft with a written copy brought back into it: instead of what `untouched` it holds, else after it. */
export function bringBack(draft: CopyDraft, copy: CopyDraft, untouched: CopyDraft): CopyDraft {
  if (isEmpty(draft) || sameCopy(draft, untouched)) return draftOf(copy)
  const held = new Set(draft.photos.map((photo) => photo.sha256))
  return {
    text: [draft.text, copy.text].filter((text) => text.trim()).join('\n\n'),
    photos: [...draft.photos, ...copy.photos.filter((photo) => !held.has(photo.sha256))],
    paper: draft.paper || copy.paper,
  }
}

/** What a copy seems to lack of what was asked, said gently before it leaves. Only an empty copy is refused, by the rule book. */
export function missing(
  expects: readonly Expected[],
  draft: CopyDraft,
  answered: 'none' | 'some' | 'all' = 'none',
): 'photos' | 'text' | 'answers' | 'someAnswers' | undefined {
  if ((isEmpty(draft) && answered === 'none') || (expects.includes('paper') && draft.paper)) return undefined
  const given = {
    text: draft.text.trim() !== '',
    photos: draft.photos.length > 0,
    paper: draft.paper,
    answers: answered !== 'none',
  }
  if (expects.includes('answers') && answered === 'some') return 'someAnswers'
  if (expects.some((one) => given[one])) return undefined
  if (expects.includes('answers')) return 'answers'
  return expects.includes('photos') ? 'photos' : expects.includes('text') ? 'text' : undefined
}
