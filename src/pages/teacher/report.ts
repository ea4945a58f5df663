import { REPORTS, type Report, type ReportLine } from '../../domain/reports.ts'

/** `lost`: did not come. `changed`: came, but not as it was. `came`: all is well. */
export type Outcome = 'lost' | 'changed' | 'came'

const OUTCOMES: Record<Report, Outcome> = {
  imported: 'came',
  replaced: 'came',
  notUsed: 'changed',
  lightened: 'came',
  reEncoded: 'came',
  textGuessed: 'changed',
  frontMatter: 'came',
  pictureMissing: 'lost',
  pictureOutside: 'lost',
  pictureUnreadable: 'lost',
  linkMissing: 'changed',
  linkUnsafe: 'changed',
  htmlDropped: 'changed',
  formulaFailed: 'changed',
  exerciseUnread: 'lost',
  exerciseOpen: 'changed',
  exercisePart: 'lost',
  moved: 'came',
  tooDeep: 'changed',
  shortened: 'changed',
  unknownType: 'lost',
  notWhatItSays: 'lost',
  program: 'lost',
  drawing: 'lost',
  cutShort: 'lost',
  empty: 'lost',
  tooLarge: 'lost',
  tooMuch: 'lost',
  tooManyPages: 'lost',
  tooManyFiles: 'lost',
  noRoom: 'lost',
  pageUnreadable: 'lost',
  unreadable: 'lost',
  archiveBroken: 'lost',
  archiveEncrypted: 'lost',
  archiveOutside: 'lost',
  archiveTooMany: 'lost',
  archiveBomb: 'lost',
  archiveTooLarge: 'lost',
  archiveMethod: 'lost',
  archiveNested: 'lost',
}

export type ReportGroup = { said: Report; lines: ReportLine[] }

/** The lines of a report under the three outcomes, problems first, those that say the same thing together. Outcomes without a line are left out. */
export function groupReport(
  lines: readonly ReportLine[],
): { outcome: Outcome; count: number; groups: ReportGroup[] }[] {
  const said = REPORTS.map((code) => ({ said: code, lines: lines.filter((line) => line.said === code) }))
  return (['lost', 'changed', 'came'] as const).flatMap((outcome) => {
    const groups = said.filter((group) => group.lines.length > 0 && OUTCOMES[group.said] === outcome)
    const count = groups.reduce((sum, group) => sum + group.lines.length, 0)
    return groups.length > 0 ? [{ outcome, count, groups }] : []
  })
}
