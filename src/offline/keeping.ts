import { GROUPS, type Group, type Page, type Shelves } from './manifest.ts'

/** One cache for each group and build: `pages pupil 1x9f3k`. */
const PREFIX = 'pages'

/** Builds whose pages stay: this one, and the one that tabs still open may run. */
const BUILDS_KEPT = 2

function nameOf(group: Group, build: string): string {
  return `${PREFIX} ${group} ${build}`
}

/** Where pages are kept, and where they come from: the browser's own. */
export type Keeping = { caches: CacheStorage; fetch: (address: string, wish: RequestInit) => Promise<Response> }

/**
 * Keeps a group's pages for this build, all or an error. What an older build had under the same address is copied, since addresses name
 * their content; only the rest is fetched, and the browser refuses it when it is not what the build made.
 */
export async function keep({ caches, fetch }: Keeping, shelves: Shelves, group: Group): Promise<void> {
  const cache = await caches.open(nameOf(group, shelves.build))
  const keepOne = async ({ address, integrity }: Page) => {
    if (await cache.match(address)) return
    const answer = (await caches.match(address)) ?? (await fetch(address, { integrity }))
    if (!answer.ok) throw new Error(`${answer.status} for ${address}`)
    await cache.put(address, answer)
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
