import type { RouteLocationRaw } from 'vue-router'
import type { Id } from '../../domain/ids.ts'

/** In whose bag the handbook is read; undefined for nobody's. */
export type Inside = Id | undefined

/** The table of the handbook, in the bag it is read in. */
export function tableOf(profile: Inside): RouteLocationRaw {
  return profile === undefined ? { name: 'guide' } : { name: 'profile-guide', params: { profile } }
}

/** A page of the handbook, in the bag it is read in. `hash`: a heading of it, such as `#l-dormir`. */
export function addressOf(profile: Inside, slug: Id, hash = ''): RouteLocationRaw {
  return profile === undefined
    ? { name: 'guide-page', params: { slug }, hash }
    : { name: 'profile-guide-page', params: { profile, slug }, hash }
}
