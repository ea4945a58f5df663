import { LESSON_PICTURE, PIXELS_MAX, canRead, redraw } from '../device/pictures.ts'
import { FILE_BYTES_MAX } from '../domain/files.ts'
import type { ReportLine } from '../domain/reports.ts'
import { IMPORT_BYTES_MAX } from '../packs/gather.ts'
import { isPicture, kindOf } from '../packs/media.ts'
import { sizeOf } from '../packs/size.ts'
import type { Imported, Redrawn, Source } from '../packs/source.ts'
import { askImport } from '../packs/talk.ts'
import { startImportWorker, type ImportWorker } from './importWorker.ts'

/** A file as the picker or a drop gave it, with its path in the folder it came from. */
export type Brought = { path: string; file: File }

/** What was picked: `webkitRelativePath` is kept for folders. */
export function picked(list: Iterable<File>): Brought[] {
  return Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/** What was dropped, folders walked through. Must be called in the drop event itself. */
export async function dropped(transfer: DataTransfer): Promise<Brought[]> {
  // Entries are only there during the event: all are taken before the first wait.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry())
  const walks = await Promise.all(entries.map((entry) => (entry ? walk(entry) : Promise.resolve([]))))
  return walks.flat()
}

// No `instanceof`: Chromium has no such names, only what goes by them.
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

async function walk(entry: FileSystemEntry): Promise<Brought[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ path: entry.fullPath.replace(/^\//, ''), file }]
  }
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: Brought[] = []
  // A reader answers by portions, an empty one at the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (portion.length === 0) return found
    for (const inside of portion) found.push(...(await walk(inside)))
  }
}

/** Imports in a worker of this device, offline too. `progress` counts files. Never rejects for what it is given: the report says what did not come. */
export async function importFiles(
  brought: readonly Brought[],
  progress: (done: number, total: number) => void,
  start: () => ImportWorker = startImportWorker,
): Promise<Imported> {
  const { sources, report } = await readAll(brought)
  const worker = start()
  try {
    const broken = new Promise<never>((_, reject) => worker.broken((reason) => reject(new Error(reason))))
    const imported = await Promise.race([askImport(worker, sources, { picture: drawForLesson, progress }), broken])
    return { ...imported, report: [...report, ...imported.report] }
  } finally {
    worker.end()
  }
}

/** Sizes are looked at before a byte is read: a film of two gigabytes costs nothing. */
async function readAll(brought: readonly Brought[]): Promise<{ sources: Source[]; report: ReportLine[] }> {
  const sources: Source[] = []
  const report: ReportLine[] = []
  let weight = 0
  for (const { path, file } of brought) {
    const refused =
      file.size > FILE_BYTES_MAX ? 'tooLarge' : weight + file.size > IMPORT_BYTES_MAX ? 'tooMuch' : undefined
    const bytes = refused ? undefined : await bytesOf(file)
    if (bytes) sources.push({ path, bytes })
    else report.push({ path, said: refused ?? 'unreadable' })
    weight += bytes?.length ?? 0
  }
  return { sources, report }
}

/** Undefined when the file went away, or may not be read, since it was picked. */
async function bytesOf(file: File): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (failure) {
    if (failure instanceof DOMException) return undefined
    throw failure
  }
}

/** A picture of a lesson: looked at, and drawn again when it is heavy or says who took it. */
async function drawForLesson(
  bytes: Uint8Array,
  type: string,
  light: boolean,
): Promise<Redrawn | 'kept' | 'unreadable'> {
  const blob = new Blob([new Uint8Array(bytes)], { type: type.includes('/') ? type : '' })
  if (light) return (await canRead(blob)) ? 'kept' : 'unreadable'
  const kind = kindOf(bytes)
  const size = isPicture(kind) ? sizeOf(bytes, kind) : undefined
  if (size && size.width * size.height > PIXELS_MAX) return 'unreadable'
  const drawn = await redraw(blob, LESSON_PICTURE, size)
  if (!drawn) return 'unreadable'
  return size && !size.personal && drawn.bytes.length >= bytes.length ? 'kept' : drawn
}
