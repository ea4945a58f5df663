import { carryParcels } from './carrying.ts'
import { gatherPhotos } from './photos.ts'
import type { Seldom } from './seldom.ts'

/** All of it, here already. */
export const atOnce: Seldom = {
  carrying: () => Promise.resolve({ carryParcels }),
  photos: () => Promise.resolve({ gatherPhotos }),
}
