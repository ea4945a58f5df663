import { GROUPS, type Group, type Shelves } from './manifest.ts'

/** One cache for each group and build: `pages pupil 1x9f3k`. */
const PREFIX = 'pages'

/** Builds whose pages stay: this one, and the one that tabs still open may run. */
const BUILDS_KEPT = 2

function nameOf(group: Group, build: string): string {
  return `${PREFIX} ${group} ${build}`
}

/**
 * Keeps a group's pages for this build, all or an error. What an older build had under the same address is copied, since addresses name
 * their content; only the rest is fetched.
 */
export async function keep(caches: CacheStorage, shelves: Shelves, group: Group): Promise<void> {
  const cache = await caches.open(nameOf(group, shelves.build))
  const keepOne = async (address: string) => {
    if (await cache.match(address)) return
    const known = await caches.match(address)
    if (known) await cache.put(address, known)
    else await cache.add(address)
  }
  await Promise.all(shelves.groups[group].map(keepOne))
}

/** The groups that this device has kept, in any build: a new build must bring them before it takes over. */
export async function keptGroups(caches: CacheStorage): Promise<Group[]> {
  const names = await caches.keys()
  return GROUPS.filter((group) => names.some((name) => name.startsWith(`${PREFIX} ${group} `)))
}

/** Lets go of the pages of builds before the last two; caches are told in the order they were made. Never touches anything but our own. */
export async function clearOldBuilds(caches: CacheStorage, build: string): Promise<void> {
  const names = await caches.keys()
  for (const group of GROUPS) {
    const ours = names.filter((name) => name.startsWith(`${PREFIX} ${group} `))
    const others = ours.filter((name) => name !== nameOf(group, build))
    const stays = ours.length === others.length ? BUILDS_KEPT : BUILDS_KEPT - 1
    for (const name of others.slice(0, Math.max(0, others.length - stays))) await caches.delete(name)
  }
}
