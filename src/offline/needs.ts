import type { Databases } from '../db/open.ts'
import type { Group } from './manifest.ts'

export type Needing = Pick<Databases, 'device' | 'files'>

const PDF = 'application/pdf'

/**
 * What the people of this device need offline: the pages of their roles, and the reader of PDF once there is one to read. Teachers have it from the
 * first, since they may bring a document and look at it without a network.
 */
export async function groupsNeeded({ device, files }: Needing): Promise<Group[]> {
  const roles = (await device.profiles.toArray()).map(({ role }): Group => (role === 'staff' ? 'school' : role))
  const needed = new Set<Group>(roles)
  const documents = await files.files.filter(({ ref }) => ref.type === PDF).first()
  if (documents || needed.has('teacher')) needed.add('pdf')
  return [...needed]
}
