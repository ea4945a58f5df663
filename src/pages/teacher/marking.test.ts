import { describe, expect, it } from 'vitest'
import type { CopyView, FeedbackView, WaitingView } from '../../stores/views.ts'
import { markFrom, refusedMark } from './marking.ts'

const id = (n: number) => `0190000${n}-0000-7000-8000-000000000000`
const copy = (feedback: Partial<FeedbackView> | null) =>
  ({ revisions: [{ id: id(1) }], feedback }) as unknown as CopyView
const refused = (n: number, reason = 'conflict', submissionId = id(1)) =>
  ({
    id: id(n),
    state: 'refused',
    reason,
    mutation: { kind: 'returnSubmission', n, submissionId, appreciation: { comment: `Essai ${n}` } },
  }) as unknown as WaitingView

describe('the form of an appreciation', () => {
  const written = (value: number) => String(value).replace('.', ',')
  it('begins empty, out of twenty', () => {
    expect(markFrom(null, written)).toEqual({ comment: '', grade: '', scale: '20', base: null, settled: null })
  })

  it('begins from what was said, on its version', () => {
    const said = { comment: 'Bien.', grade: 7.5, scale: 10, version: id(5) }
    expect(markFrom(said, written)).toMatchObject({ comment: 'Bien.', grade: '7,5', scale: '10', base: id(5) })
  })
})

describe('one’s own appreciation that came second', () => {
  const theirs = { teacher: 'M. Haddad', version: id(4) }

  it('is the last one refused for this copy', () => {
    const entries = [refused(3), refused(2), refused(6, 'unknownSubmission'), refused(7, 'conflict', id(9))]
    expect(refusedMark(entries, copy(theirs), null, 'Mme Lopez')?.id).toBe(id(3))
  })

  it('is nothing more once it was settled, or followed by another of one’s own', () => {
    expect(refusedMark([refused(3)], copy(theirs), id(3), 'Mme Lopez')).toBeUndefined()
    const mine = { teacher: 'Mme Lopez', version: id(8) }
    expect(refusedMark([refused(3)], copy(mine), null, 'Mme Lopez')).toBeUndefined()
  })

  it('stays in sight when another teacher’s came later than it', () => {
    expect(refusedMark([refused(3)], copy(theirs), null, 'Mme Lopez')?.appreciation).toEqual({ comment: 'Essai 3' })
  })
})
