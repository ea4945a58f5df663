import * as v from 'valibot'
import { itemsOf, type Parcel, type ParcelItem, type ParcelsDb } from '../db/parcels.ts'
import { Id, Moment } from '../domain/ids.ts'
import { PersonName } from '../domain/people.ts'
import { frame, unframe } from '../protocol/frames.ts'
import { ITEM_BYTES_MAX, SealedHead } from '../protocol/parcel.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** What a rescue file begins with: a line of JSON in front of the items of one parcel, each behind its number and its length (four bytes each). */
const FileHead = v.object({
  cartableParcel: v.literal(1),
  parcel: Id,
  whose: PersonName,
  school: v.pipe(v.string(), v.maxLength(200)),
  things: count,
  sealedAt: Moment,
  letters: count,
  items: v.pipe(count, v.maxValue(100_000)),
})

/** Number and length of an item. */
const PLACE_BYTES = 8

/** A parcel as a file: rescue for a device that will not come near a network again. */
export async function parcelFile(db: ParcelsDb, parcel: Parcel): Promise<Blob> {
  const { id, whose, school, things, sealedAt, letters, items } = parcel
  const about = { parcel: id, whose, school, things, sealedAt, letters, items }
  const head: v.InferInput<typeof FileHead> = { cartableParcel: 1, ...about }
  const parts: BlobPart[] = [frame(head, new Uint8Array(0))]
  await itemsOf(db, id).each(({ n, bytes }) => {
    const place = new DataView(new ArrayBuffer(PLACE_BYTES))
    place.setUint32(0, n)
    place.setUint32(4, bytes.byteLength)
    parts.push(place.buffer, bytes)
  })
  return new Blob(parts, { type: 'application/octet-stream' })
}

/** What was in a file. `cut`: it ends too early; what is whole in front of that is here all the same. */
export type ReadFile = { parcel: Parcel; items: ParcelItem[]; cut: boolean }

/** Reads a rescue file; undefined for what is none, or was cut before its first letters were whole. Its seals are the school's to open. */
export function readParcelFile(bytes: Uint8Array<ArrayBuffer>, now: Moment): ReadFile | undefined {
  const framed = unframe(bytes)
  const head = v.safeParse(FileHead, framed?.head)
  if (!framed || !head.success) return undefined
  const { parcel: id, whose, school, things, sealedAt, letters } = head.output
  const items: ParcelItem[] = []
  let at = 0
  while (at + PLACE_BYTES <= framed.body.length) {
    const place = new DataView(framed.body.buffer, framed.body.byteOffset + at, PLACE_BYTES)
    const [n, length] = [place.getUint32(0), place.getUint32(4)]
    const item = framed.body.slice(at + PLACE_BYTES, at + PLACE_BYTES + length)
    if (length > ITEM_BYTES_MAX || item.length < length || !isItem(item, id, n)) break
    items.push({ parcel: id, n, bytes: item.buffer })
    at += PLACE_BYTES + length
  }
  const here = new Set(items.map(({ n }) => n))
  if (letters === 0 || Array.from({ length: letters }, (_, n) => n).some((n) => !here.has(n))) return undefined
  const parcel: Parcel = {
    ...{ id, whose, school, things, sealedAt, letters, items: head.output.items },
    ...{ bytes: items.reduce((sum, item) => sum + item.bytes.byteLength, 0), state: 'waiting', problem: null },
    ...{ notBefore: 0, received: 0, refused: 0, changedAt: now },
  }
  return { parcel, items, cut: here.size < head.output.items }
}

function isItem(item: Uint8Array<ArrayBuffer>, parcel: Id, n: number): boolean {
  const head = v.safeParse(SealedHead, unframe(item)?.head)
  return head.success && head.output.parcel === parcel && head.output.n === n
}

/** Takes a file's parcel in, to be carried to the school. One that is here already, or was delivered from here, stays as it is. */
export async function takeIn(db: ParcelsDb, { parcel, items }: ReadFile): Promise<'new' | 'known'> {
  return db.transaction('rw', db.parcels, db.items, async () => {
    const known = await db.parcels.get(parcel.id)
    if (known && known.state !== 'stopped') return 'known'
    await db.items.bulkPut(items)
    await db.parcels.put(parcel)
    return 'new'
  })
}
