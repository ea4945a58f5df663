import * as v from 'valibot'

/** What an import says of a file, or of something in it. The words for people are in the locales, `report.<code>`. */
export const REPORTS = [
  'imported',
  'replaced',
  'notUsed',
  'lightened',
  'reEncoded',
  'textGuessed',
  'frontMatter',
  'pictureMissing',
  'pictureOutside',
  'pictureUnreadable',
  'linkMissing',
  'linkUnsafe',
  'htmlDropped',
  'formulaFailed',
  'exerciseUnread',
  'exerciseOpen',
  'exercisePart',
  'moved',
  'tooDeep',
  'shortened',
  'unknownType',
  'notWhatItSays',
  'program',
  'drawing',
  'cutShort',
  'empty',
  'tooLarge',
  'tooMuch',
  'tooManyPages',
  'tooManyFiles',
  'noRoom',
  'pageUnreadable',
  'unreadable',
  'archiveBroken',
  'archiveEncrypted',
  'archiveOutside',
  'archiveTooMany',
  'archiveBomb',
  'archiveTooLarge',
  'archiveMethod',
  'archiveNested',
] as const
export const Report = v.picklist(REPORTS)
export type Report = v.InferOutput<typeof Report>

/** One line of an import's report. `path`: the file as it was brought. `detail`: what in it (an address, a tag, a formula), as it was written. */
export const ReportLine = v.object({ path: v.string(), said: Report, detail: v.exactOptional(v.string()) })
export type ReportLine = v.InferOutput<typeof ReportLine>
