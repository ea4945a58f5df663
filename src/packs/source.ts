import type { FileType } from '../domain/files.ts'
import type { Page } from '../domain/pages.ts'
import type { PackFile } from '../domain/packs.ts'
import type { Report, ReportLine } from '../domain/reports.ts'

/** A file as it was brought: its path in the folder or archive (`/` between names), and its bytes. */
export type Source = { path: string; bytes: Uint8Array }

/** A file of a draft: what a manifest will say of it, and its bytes. */
export type DraftFile = { ref: PackFile; bytes: Uint8Array }

/** What came of an import. `pages` are valid lesson trees in reading order; `files` holds each file that a page names, once. */
export type Imported = { pages: Page[]; files: DraftFile[]; report: ReportLine[] }

/** SHA-256 in lower-case hexadecimal. */
export type Digest = (bytes: Uint8Array) => Promise<string>

export type Redrawn = { bytes: Uint8Array; type: FileType; width: number; height: number }

/** What an import needs of the place where it runs. A place that has no pictures tool keeps them as they are. */
export type Tools = {
  digest: Digest
  /** Looks whether a picture can be read at all and, unless it is `light`, draws it again smaller and without what it says of its author. `type` may be a kind of picture that only some devices read. */
  picture?: (bytes: Uint8Array, type: string, light: boolean) => Promise<Redrawn | 'kept' | 'unreadable'>
  progress?: (done: number, total: number) => void
}

/** Says what became of a file, or of something in it. */
export type Say = (path: string, said: Report, detail?: string) => void
