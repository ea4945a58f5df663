import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { zipSync } from 'fflate'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Page } from '../src/domain/pages.ts'
import { importSources } from '../src/packs/import.ts'
import { kindOf } from '../src/packs/media.ts'
import { filesIn, fixture } from './fixtures.ts'

const digest = (bytes: Uint8Array) => Promise.resolve(createHash('sha256').update(bytes).digest('hex'))
const read = (path: string) => new Uint8Array(readFileSync(path))
const course = fixture('markdown', 'nsi_terminale')
const everything = ['archives', 'audio', 'images', 'imscc', 'mbz', 'pdf', 'questions', 'rosters', 'video']
  .flatMap((folder) => fixture(folder) ?? [])
  .flatMap(filesIn)
const importOne = (path: string) => importSources([{ path: basename(path), bytes: read(path) }], { digest })

if (course === undefined) console.warn('No real course files here (CARTABLE_FIXTURES): their imports are not tried.')

describe.skipIf(course === undefined)('a real course in Markdown', () => {
  const sources = () => filesIn(course ?? '').map((path) => ({ path: relative(course ?? '', path), bytes: read(path) }))

  it('comes whole: 43 pages, 80 pictures, and a report that has nothing to say', async () => {
    const { pages, files, report } = await importSources(sources(), { digest })
    expect(pages).toHaveLength(43)
    expect(files).toHaveLength(80)
    expect(report.filter(({ said }) => said !== 'imported')).toEqual([])
    for (const page of pages) expect(v.is(Page, page)).toBe(true)
  })

  it('comes the same from a zip of the folder', async () => {
    const zip = zipSync(Object.fromEntries(sources().map(({ path, bytes }) => [`nsi/${path}`, bytes])), { level: 1 })
    const fromZip = await importSources([{ path: 'nsi.zip', bytes: zip }], { digest })
    const fromFolder = await importSources(sources(), { digest })
    expect(fromZip.pages.map(({ title }) => title)).toEqual(fromFolder.pages.map(({ title }) => title))
    expect(new Set(fromZip.files.map(({ ref }) => ref.sha256))).toEqual(
      new Set(fromFolder.files.map(({ ref }) => ref.sha256)),
    )
  })
})

describe.skipIf(everything.length === 0)('files that nobody here wrote', () => {
  it('each come, or are refused with a reason that has words', async () => {
    for (const path of everything) {
      const { pages, report } = await importOne(path)
      if (pages.length === 0) expect(report.length, path).toBeGreaterThan(0)
    }
  })

  it('are known for what they are', () => {
    const kinds = Object.groupBy(everything, (path) => kindOf(read(path)))
    expect(kinds['drawing']?.map((path) => basename(path))).toEqual(['openclipart_open_book_02.svg'])
    expect(kinds['application/pdf']?.every((path) => path.endsWith('.pdf'))).toBe(true)
  })

  it('are refused for the right reason when they are archives of another kind', async () => {
    const saidOf = async (name: string) =>
      (await importOne(fixture('archives', name) ?? '')).report.map(({ said }) => said)
    expect(await saidOf('jszip_encrypted.zip')).toEqual(['archiveEncrypted'])
    expect(await saidOf('jszip_invalid_bad_offset.zip')).toEqual(['archiveBroken'])
    expect(await saidOf('jszip_nested_zip64.zip')).toEqual(['archiveNested'])
    expect(await saidOf('jszip_backslash.zip')).toEqual(['imported'])
  })
})

it('a file of nothing but comments is looked at in no time', () => {
  const comments = new TextEncoder().encode('<!---->'.repeat(600))
  expect(kindOf(comments)).toBe('text')
})
