import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { realDisk } from '../storage/disk.ts'
import { writeText } from '../storage/variants.ts'
import { guideIndex, guidePage, type GuideEntry } from './guide-page.ts'
import type { Handbook } from './handbook.ts'

/**
 * Writes the guide as pages that any static server can give: `<folder>/index.html`, `<folder>/<slug>/index.html`, one stylesheet. `shell`: the
 * application's first page, whose scripts each page loads. Written at every start, since the build may have changed.
 */
export async function writeGuide(folder: string, handbook: Handbook, shell: string | null): Promise<void> {
  const entries: GuideEntry[] = handbook.entries.map(({ slug, body }) => ({ slug, ...body }))
  await writeText(realDisk, join(folder, 'guide.css'), await readFile(join(import.meta.dirname, 'guide.css'), 'utf8'))
  await writeText(realDisk, join(folder, 'index.html'), guideIndex(entries, shell))
  for (const pack of handbook.packs) {
    const types = new Map(pack.files.map(({ ref }) => [ref.sha256, ref.type]))
    for (const page of pack.pages) {
      const entry = entries.find(({ slug }) => slug === page.id)
      if (entry)
        await writeText(realDisk, join(folder, entry.slug, 'index.html'), guidePage(entry, page, { types }, shell))
    }
  }
}
