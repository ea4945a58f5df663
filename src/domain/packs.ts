import * as v from 'valibot'
import { Level, Subject } from './classes.ts'
import { FileRef } from './files.ts'
import { Id, Sha256 } from './ids.ts'
import { PersonName } from './people.ts'

export const PackTitle = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(140))

/** `essential` comes first and by itself; the rest of `full` comes when asked for or on a good network. */
export const Tier = v.picklist(['essential', 'full'])
export type Tier = v.InferOutput<typeof Tier>

/** The most files of one pack. */
export const FILES_MAX = 2000

export const PackFile = v.object({ ...FileRef.entries, tier: Tier, name: v.pipe(v.string(), v.maxLength(200)) })
export type PackFile = v.InferOutput<typeof PackFile>

/** What a version of a pack is made of. Its hash is what the school signs. */
export const Manifest = v.object({
  format: v.literal(1),
  title: PackTitle,
  subject: Subject,
  level: Level,
  text: FileRef,
  files: v.pipe(v.array(PackFile), v.maxLength(FILES_MAX)),
})
export type Manifest = v.InferOutput<typeof Manifest>

/** Who a page of the handbook speaks to; absent on a class's pack. */
export const Audience = v.picklist(['parents', 'teachers', 'pupils'])
export type Audience = v.InferOutput<typeof Audience>

const bytes = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Record `pack` of a class feed (or of `public`): a published version, named by the hash of its manifest. Sizes in bytes; both include the text. */
export const Pack = v.object({
  title: PackTitle,
  subject: Subject,
  level: Level,
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  manifest: FileRef,
  text: FileRef,
  pages: v.pipe(v.number(), v.integer(), v.minValue(1)),
  essentialBytes: bytes,
  fullBytes: bytes,
  by: Id,
  teacher: PersonName,
})
export type Pack = v.InferOutput<typeof Pack>

/** Record `handbookPage` of the public feed: one page of the vademecum, in its pack's text. */
export const HandbookPage = v.object({
  audience: Audience,
  order: v.pipe(v.number(), v.integer()),
  title: v.string(),
  summary: v.string(),
  updated: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
  sources: v.array(v.object({ title: v.string(), url: v.pipe(v.string(), v.regex(/^https?:\/\//)) })),
  packId: Id,
})
export type HandbookPage = v.InferOutput<typeof HandbookPage>

/** Record `seal` of the feed that holds the pack; its id is the manifest's hash. The school's ECDSA P-256 signature of it, base64url. */
export const Seal = v.object({ manifest: Sha256, keyId: v.string(), signature: v.string() })
export type Seal = v.InferOutput<typeof Seal>

/** What is signed for a seal. */
export function sealedText(manifest: Sha256): string {
  return `cartable pack 1\n${manifest}`
}

/** Record `delivery` of a desk, id `<packId>:<pupilId>`: this version is whole and verified on a device of this pupil. */
export const Delivery = v.object({
  packId: Id,
  pupilId: Id,
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  tier: Tier,
})
export type Delivery = v.InferOutput<typeof Delivery>

/** Bytes of a tier, the text and the manifest included: what a device that has nothing yet must fetch. */
export function weigh(manifest: Manifest, manifestBytes: number, tier: Tier): number {
  const files = manifest.files.filter((file) => tier === 'full' || file.tier === 'essential')
  return files.reduce((sum, file) => sum + file.bytes, manifest.text.bytes + manifestBytes)
}
