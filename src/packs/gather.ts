import { FILE_BYTES_MAX, type FileType } from '../domain/files.ts'
import type { Report } from '../domain/reports.ts'
import { openArchive } from './archive.ts'
import { looksLikeGift } from './gift.ts'
import { isWholePdf, kindOf, type Kind } from './media.ts'
import { extensionOf, isLitter, pathIn } from './paths.ts'
import type { Say, Source } from './source.ts'
import { readText } from './text.ts'

export type TextForm = 'markdown' | 'plain' | 'gift'

/** A page to be read, and as what. */
export type TextSource = { path: string; text: string; form: TextForm }
export type MediaSource = Source & { kind: FileType | 'picture' }
export type Gathered = { texts: TextSource[]; media: MediaSource[]; refused: Set<string> }

/** All that one import may weigh, unpacked, in bytes: what it holds in memory at once. */
export const IMPORT_BYTES_MAX = 400_000_000

/** The longest page, in bytes: some four hundred printed sheets. */
export const PAGE_BYTES_MAX = 1_000_000

const FORMS: Record<string, TextForm> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdown': 'markdown',
  '.mkd': 'markdown',
  '.txt': 'plain',
  '.text': 'plain',
  '.gift': 'gift',
}
const MEDIA = /^\.(pdf|png|jpe?g|webp|gif|heic|heif|avif|bmp|tiff?|mp3|ogg|oga|opus|m4a|wav|mp4|m4v|webm)$/

/** Sorts what was brought by what it is; archives are opened, once. Each refused file gets its line. */
export function gather(sources: readonly Source[], say: Say): Gathered {
  const gathered: Gathered = { texts: [], media: [], refused: new Set() }
  const seen = new Set<string>()
  let weight = 0
  const take = ({ path: written, bytes }: Source, inside: boolean): Report | undefined => {
    const path = cleanPath(written)
    if (path === undefined) return 'archiveOutside'
    if (isLitter(path)) return undefined
    if (seen.has(path)) return 'notUsed'
    seen.add(path)
    weight += bytes.length
    if (bytes.length === 0) return 'empty'
    if (bytes.length > FILE_BYTES_MAX) return 'tooLarge'
    if (weight > IMPORT_BYTES_MAX) return 'tooMuch'
    const kind = kindOf(bytes)
    if (kind === 'zip' && !inside) return open({ path, bytes })
    const sorted = sort(path, bytes, kind)
    if (typeof sorted === 'string') return sorted
    if ('text' in sorted) gathered.texts.push(sorted)
    else gathered.media.push(sorted)
    if ('guessed' in sorted && sorted.guessed) say(path, 'textGuessed', sorted.guessed)
    return undefined
  }
  const takeAll = (some: readonly Source[], inside: boolean): void => {
    for (const source of some) {
      const refusal = take(source, inside)
      if (!refusal) continue
      const path = cleanPath(source.path) ?? source.path
      gathered.refused.add(path)
      say(path, refusal)
    }
  }
  const open = (archive: Source): Report | undefined => {
    const opened = openArchive(archive.bytes)
    if (typeof opened === 'string') return opened
    takeAll(
      opened.map((inner) => ({ ...inner, path: `${archive.path}/${inner.path}` })),
      true,
    )
    return undefined
  }
  takeAll(sources, false)
  return gathered
}

function cleanPath(path: string): string | undefined {
  return pathIn('', path.replaceAll('\\', '/'))
}

type Sorted = (TextSource & { guessed?: string }) | MediaSource | Report

function sort(path: string, bytes: Uint8Array, kind: Kind): Sorted {
  const extension = extensionOf(path)
  const form = FORMS[extension]
  if (form)
    return kind === 'text' || kind === 'drawing'
      ? sortText(path, bytes, form)
      : kind === 'program'
        ? 'program'
        : 'notWhatItSays'
  switch (kind) {
    case 'zip':
      return 'archiveNested'
    case 'program':
    case 'drawing':
      return kind
    case 'application/json':
    case 'text':
    case 'unknown':
      return MEDIA.test(extension) ? 'notWhatItSays' : 'unknownType'
    case 'application/pdf':
      return isWholePdf(bytes) ? { path, bytes, kind } : 'cutShort'
    case 'image/png':
    case 'image/jpeg':
    case 'image/webp':
    case 'image/gif':
    case 'picture':
    case 'audio/mpeg':
    case 'audio/ogg':
    case 'audio/mp4':
    case 'audio/wav':
    case 'video/mp4':
    case 'video/webm':
      return { path, bytes, kind }
  }
}

function sortText(path: string, bytes: Uint8Array, named: TextForm): Sorted {
  if (bytes.length > PAGE_BYTES_MAX) return 'tooLarge'
  const read = readText(bytes)
  if (!read) return 'notWhatItSays'
  if (read.text.trim() === '') return 'empty'
  // Moodle's own export of questions is called `.txt`.
  const form = named === 'plain' && looksLikeGift(read.text) ? 'gift' : named
  return { path, text: read.text, form, ...(read.encoding !== 'UTF-8' && { guessed: read.encoding }) }
}
