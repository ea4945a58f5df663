import type { CopyView, RefusedRevision } from '../../stores/views.ts'

/** The refused revisions of a copy: those that nothing took the place of, and those followed by one that the school has, or will have. */
export function sortRefused(copy: Pick<CopyView, 'refused' | 'last'> | null): {
  open: RefusedRevision[]
  replaced: RefusedRevision[]
} {
  const last = copy?.last?.finishedAt ?? 0
  const refused = copy?.refused ?? []
  return { open: refused.filter(({ at }) => at >= last), replaced: refused.filter(({ at }) => at < last) }
}
