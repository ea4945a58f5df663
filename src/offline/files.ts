import type { Databases } from '../db/open.ts'
import { heldFile, readSpan } from '../sync/held.ts'
import { answerFile } from './answers.ts'

/** Answers a pack's file from this device; undefined when it is not whole here: the network may have it. */
export async function packFile({ files }: Databases, request: Request, sha256: string): Promise<Response | undefined> {
  const file = await heldFile(files, sha256)
  return file && answerFile(request, { ...file, read: ({ from, to }) => readSpan(files, file, from, to) })
}

/**
 * Answers a photo of a copy, or a file of a pack in the making: what a profile made on this device, else what it gathered to be read without a
 * network; undefined when it is not here.
 */
export async function ownFile(
  store: Databases,
  request: Request,
  id: string,
  sha256: string,
): Promise<Response | undefined> {
  // Asking the database of someone who is not here would make it.
  if (!(await store.device.profiles.get(id))) return undefined
  const blob = await store.profile(id).blobs.get(sha256)
  if (!blob) {
    const owners = (await store.files.files.get(sha256))?.owners ?? []
    return owners.some((owner) => owner.startsWith(`${id}/`)) ? packFile(store, request, sha256) : undefined
  }
  const read = ({ from, to }: { from: number; to: number }) => Promise.resolve(blob.bytes.slice(from, to + 1))
  return answerFile(request, { sha256, bytes: blob.bytes.byteLength, type: blob.ref.type, read })
}
