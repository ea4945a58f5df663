import { fileAddress, type FileType } from '../domain/files.ts'
import type { Id, Sha256 } from '../domain/ids.ts'

/** The address of a pack's file; the service worker answers it from the device, Range included, else the network does. */
export function fileUrl(file: { sha256: Sha256; type: FileType }): string {
  return fileAddress(file)
}

/** The address of a photo of a copy, or of a file in the making, for one profile: own or kept ones come from the device, others from the school. */
export function photoUrl(profileId: Id, sha256: Sha256): string {
  return `/api/p/${profileId}/files/${sha256}`
}
