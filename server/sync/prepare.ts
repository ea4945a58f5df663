import { mayDo, type Actor } from '../../src/domain/access.ts'
import type { FileRef } from '../../src/domain/files.ts'
import { filesIn } from '../../src/domain/lesson.ts'
import type { Mutation, MutationOf } from '../../src/domain/mutations.ts'
import { weigh, type Manifest } from '../../src/domain/packs.ts'
import { readManifest, readText } from '../../src/packs/manifest.ts'
import type { HeldFiles } from './parts.ts'

/** What is known of a mutation's files before its transaction begins: reading disks has no place inside one. */
export type Prepared =
  | { state: 'ready'; shared: FileRef[]; private: FileRef[]; missing: FileRef[] }
  | { state: 'held' }
  | { state: 'refused'; why: 'badPack' | 'badFile' }

const BAD_PACK: Prepared = { state: 'refused', why: 'badPack' }
const NONE: Prepared = { state: 'ready', shared: [], private: [], missing: [] }

export async function prepare(files: HeldFiles, actor: Actor, mutation: Mutation): Promise<Prepared> {
  // What will be refused for who asks it waits for no file.
  if (!mayDo(actor, mutation.kind)) return NONE
  const account = actor.id
  switch (mutation.kind) {
    case 'handIn':
      return sortPhotos(files, account, mutation.photos)
    case 'publishPack':
      return checkPack(files, account, mutation)
    case 'packDelivered':
    case 'withdrawPack':
    case 'setAssignment':
    case 'withdrawAssignment':
    case 'openSubmission':
    case 'returnSubmission':
    case 'withdrawDevice':
      return NONE
  }
}

/** Photos may come after the text; one that is here and is no photo never becomes one. */
async function sortPhotos(files: HeldFiles, account: string, photos: readonly FileRef[]): Promise<Prepared> {
  const here: FileRef[] = []
  const missing: FileRef[] = []
  for (const photo of photos) {
    const state = await files.assemble(account, photo, 'photo')
    if (state === 'wrong') return { state: 'refused', why: 'badFile' }
    ;(state === 'whole' ? here : missing).push(photo)
  }
  return { state: 'ready', shared: [], private: here, missing }
}

/** A pack is accepted when its manifest is one, says what the mutation says, and every file it names is held. */
async function checkPack(files: HeldFiles, account: string, m: MutationOf<'publishPack'>): Promise<Prepared> {
  const first = await assembleAll(files, account, [m.manifest, m.text])
  if (first !== 'whole') return first === 'missing' ? { state: 'held' } : BAD_PACK
  const manifest = readManifest((await files.read(m.manifest.sha256)) ?? new Uint8Array())
  if (!manifest || !agrees(manifest, m)) return BAD_PACK
  const text = readText((await files.read(m.text.sha256)) ?? new Uint8Array())
  const named = new Set(manifest.files.map((file) => file.sha256))
  if (text?.pages.length !== m.pages) return BAD_PACK
  if ([...filesIn(text.pages.flatMap(({ blocks }) => blocks))].some((sha256) => !named.has(sha256))) return BAD_PACK
  const rest = await assembleAll(files, account, manifest.files)
  if (rest !== 'whole') return rest === 'missing' ? { state: 'held' } : BAD_PACK
  const shared = [
    m.manifest,
    m.text,
    ...manifest.files.map(({ sha256, bytes, type, pieces }) => ({ sha256, bytes, type, pieces })),
  ]
  return { state: 'ready', shared, private: [], missing: [] }
}

async function assembleAll(files: HeldFiles, account: string, refs: readonly FileRef[]) {
  for (const ref of refs) {
    const state = await files.assemble(account, ref)
    if (state !== 'whole') return state
  }
  return 'whole'
}

function agrees(manifest: Manifest, m: MutationOf<'publishPack'>): boolean {
  return (
    manifest.text.sha256 === m.text.sha256 &&
    manifest.title === m.title &&
    manifest.subject === m.subject &&
    manifest.level === m.level &&
    weigh(manifest, m.manifest.bytes, 'essential') === m.essentialBytes &&
    weigh(manifest, m.manifest.bytes, 'full') === m.fullBytes
  )
}
