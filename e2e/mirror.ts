import { sha256 } from '../src/device/hash.ts'
import { fileAddress, PIECE_BYTES, type FileRef, type FileType } from '../src/domain/files.ts'
import type { Manifest, Pack, PackFile } from '../src/domain/packs.ts'
import type { Published } from '../src/sync/downloads.ts'
import type { FileSource } from '../src/sync/fetching.ts'

/** Bytes that differ from place to place, so that a piece out of place is seen. */
export function noise(seed: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map((_, i) => (i * 31 + (i >> 8) * 17 + (i >> 16) * 59 + seed * 101) % 256)
}

const asItIs: (bytes: Uint8Array, address: string) => Uint8Array = (bytes) => bytes
const untold: (bytes: Uint8Array) => void = () => undefined

/** A school that serves files, and counts what is asked. `spoil` changes a body on its way. */
export function mirror() {
  const shelf = new Map<string, Uint8Array>()
  const asked: { address: string; range: { from: number; to: number } | null }[] = []
  const school = {
    asked,
    shelf,
    down: false,
    ignoresRange: false,
    spoil: asItIs,
    chunk: untold,
    async add(bytes: Uint8Array<ArrayBuffer>, type: FileType): Promise<FileRef> {
      const pieces: string[] = []
      for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES)
        pieces.push(await sha256(bytes.subarray(at, at + PIECE_BYTES)))
      const ref = { sha256: await sha256(bytes), bytes: bytes.byteLength, type, pieces }
      shelf.set(fileAddress(ref), bytes)
      return ref
    },
    async publish(version: number, files: PackFile[], said?: unknown): Promise<Published> {
      const write = (value: unknown) => school.add(new TextEncoder().encode(JSON.stringify(value)), 'application/json')
      const text = await write(said ?? { format: 1, pages: [{ id: 'a', title: `Version ${version}`, blocks: [] }] })
      const facts = { title: 'Conjugaison', subject: 'french', level: 'CM2' } as const
      const content: Manifest = { format: 1, ...facts, text, files }
      const manifest = await write(content)
      const words = text.bytes + manifest.bytes
      const sum = (tiers: string[]) =>
        files.filter((file) => tiers.includes(file.tier)).reduce((all, file) => all + file.bytes, words)
      const sizes = { essentialBytes: sum(['essential']), fullBytes: sum(['essential', 'full']) }
      const pack: Pack = { ...facts, version, manifest, text, pages: 1, ...sizes, by: 't1', teacher: 'Mme Lopez' }
      return { feed: 'class:c1', packId: 'k1', pack }
    },
  }
  const answer = (address: string, range: Parameters<FileSource>[1]): Awaited<ReturnType<FileSource>> => {
    if (school.down) return 'offline'
    asked.push({ address, range })
    const bytes = shelf.get(address)
    if (!bytes) return { problem: 'notFound' }
    const part = range && !school.ignoresRange ? bytes.subarray(range.from, range.to + 1) : bytes
    const body = school.spoil(part, address)
    let at = 0
    return {
      from: school.ignoresRange ? 0 : (range?.from ?? 0),
      body: new ReadableStream({
        pull(controller) {
          if (at >= body.byteLength) {
            controller.close()
            return
          }
          const chunk = body.subarray(at, at + 50_000)
          at += chunk.byteLength
          school.chunk(chunk)
          controller.enqueue(chunk)
        },
      }),
    }
  }
  const source: FileSource = (address, range) => Promise.resolve(answer(address, range))
  return { school, source }
}

/** A small picture, a larger one and a film, in that order. */
export async function threeFiles(school: ReturnType<typeof mirror>['school']): Promise<PackFile[]> {
  const picture = await school.add(noise(1, 20_000), 'image/png')
  const plan = await school.add(noise(2, 2 * PIECE_BYTES + 5), 'image/webp')
  const film = await school.add(noise(3, 10 * PIECE_BYTES + 77), 'video/mp4')
  return [
    { ...picture, tier: 'essential', name: 'a.png' },
    { ...plan, tier: 'essential', name: 'b.webp' },
    { ...film, tier: 'full', name: 'c.mp4' },
  ]
}
