import type { carryParcels } from './carrying.ts'
import type { gatherPhotos } from './photos.ts'

/**
 * Code that few devices need: sealed work of others, photos of a class. A page loads it when it is wanted; the worker, which cannot load anything later, and
 * tests have it from the start.
 */
export type Seldom = {
  carrying: () => Promise<{ carryParcels: typeof carryParcels }>
  photos: () => Promise<{ gatherPhotos: typeof gatherPhotos }>
}
