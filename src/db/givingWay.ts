import type { Moment } from '../domain/ids.ts'
import { bytesHere } from './claims.ts'
import { type FilesDb, type HeldFile, type HeldPack } from './files.ts'

/** What one pack has here beyond its words, for everyone who carries it. */
type Heavy = { rows: HeldPack[]; files: HeldFile[]; bytes: number }

/**
 * Work needs the room: the pack whose pictures and media weigh most here gives them up, for everyone on this device who carries it. Its words stay, and it
 * is not fetched again by itself: whoever wants the rest asks for it. Answers the bytes freed, 0 when no pack has any left to give.
 */
export async function giveWay(db: FilesDb, now: Moment): Promise<number> {
  return db.transaction('rw', db.packs, db.files, db.pieces, async () => {
    const packs = await db.packs.toArray()
    const files = await db.files.toArray()
    const groups = new Map<string, HeldPack[]>()
    for (const pack of packs) {
      const name = `${pack.feed}/${pack.packId}`
      groups.set(name, [...(groups.get(name) ?? []), pack])
    }
    const heavy = [...groups.values()].map((rows) => heavyOf(rows, files))
    const heaviest = heavy.reduce((most, one) => (one.bytes > most.bytes ? one : most), {
      rows: [],
      files: [],
      bytes: 0,
    })
    for (const { sha256 } of heaviest.files) {
      await db.pieces.where('[file+index]').between([sha256, 0], [sha256, Infinity]).delete()
      await db.files.delete(sha256)
    }
    for (const { key, held, total } of heaviest.bytes > 0 ? heaviest.rows : []) {
      const words = held ? held.text.bytes + held.manifest.bytes : 0
      await db.packs.update(key, {
        held: held && { ...held, depth: 'text' },
        have: Math.min(words, total),
        asked: false,
        trouble: 'gaveWay',
        troubleAt: now,
      })
    }
    return heaviest.bytes
  })
}

/** What nobody counts on but the carriers of this pack, its words apart. */
function heavyOf(rows: HeldPack[], all: readonly HeldFile[]): Heavy {
  const words = new Set(
    rows.flatMap(({ held, coming }) =>
      [held, coming].flatMap((version) => (version ? [version.text.sha256, version.manifest.sha256] : [])),
    ),
  )
  const theirs = (owner: string) => rows.some(({ key }) => owner.startsWith(`${key}/`))
  const files = all.filter(({ sha256, owners }) => !words.has(sha256) && owners.every(theirs))
  return { rows, files, bytes: files.reduce((sum, file) => sum + bytesHere(file), 0) }
}
