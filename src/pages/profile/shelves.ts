import { computed, type Ref } from 'vue'
import type { Id } from '../../domain/ids.ts'
import type { Role } from '../../domain/people.ts'
import { useChildren, usePacks } from '../../stores/bag.ts'
import type { PackView } from '../../stores/views.ts'

/** The packs that lie together: those of a class, or for a guardian those of one child. */
export type Shelf = {
  id: Id
  className: string
  child: { name: string; colour: number } | undefined
  packs: PackView[]
}

/** The shelves of the current person, of this role; undefined while loading. */
export function useShelves(role: Role | undefined): Ref<Shelf[] | undefined> {
  return role === 'guardian' ? useChildrenShelves() : useClassShelves()
}

function useChildrenShelves(): Ref<Shelf[] | undefined> {
  const children = useChildren()
  return computed(() =>
    children.value?.map(({ pupilId, name, colour, classGroup, packs }) => ({
      id: pupilId,
      className: classGroup?.name ?? '',
      child: { name, colour },
      packs,
    })),
  )
}

function useClassShelves(): Ref<Shelf[] | undefined> {
  const packs = usePacks()
  return computed(() => {
    if (packs.value === undefined) return undefined
    const shelves = new Map<Id, Shelf>()
    for (const pack of packs.value) {
      const { classId, classGroup } = pack
      const shelf = shelves.get(classId) ?? {
        id: classId,
        className: classGroup?.name ?? '',
        child: undefined,
        packs: [],
      }
      shelf.packs.push(pack)
      shelves.set(classId, shelf)
    }
    return [...shelves.values()].sort((one, other) => one.className.localeCompare(other.className))
  })
}
