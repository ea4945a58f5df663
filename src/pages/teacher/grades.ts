import type { Appreciation } from '../../domain/feedback.ts'

/** What is out of what, unless a teacher says otherwise. */
export const USUAL_SCALE = 20

export type GradeError = 'notAGrade' | 'notAScale' | 'aboveScale'

/**
 * A grade as teachers write it: `14,5`, `14.5`, or `14,5/20` whole in the first field. Empty is no grade. `scale` is what the second field says,
 * empty for 20.
 */
export function readGrade(grade: string, scale: string): Pick<Appreciation, 'grade' | 'scale'> | { wrong: GradeError } {
  const [written = '', under] = grade.trim().split('/', 2)
  if (written.trim() === '' && under === undefined) return {}
  const value = readNumber(written)
  if (value === undefined || value < 0 || value > 100) return { wrong: 'notAGrade' }
  const below = under?.trim() || scale.trim()
  const outOf = below === '' ? USUAL_SCALE : readNumber(below)
  if (outOf === undefined || outOf < 1 || outOf > 100) return { wrong: 'notAScale' }
  return value > outOf ? { wrong: 'aboveScale' } : { grade: value, scale: outOf }
}

/** At most two decimals, after a comma or a point. */
function readNumber(written: string): number | undefined {
  const plain = written.trim().replace(',', '.')
  return /^\d{1,3}(\.\d{1,2})?$/.test(plain) ? Number(plain) : undefined
}
