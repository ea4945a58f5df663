import { ITEM_BYTES_MAX } from '../../src/protocol/parcel.ts'
import type { Files } from '../files/files.ts'
import { readBody, type Pace } from '../http/body.ts'
import { isTrouble } from '../http/problem.ts'
import type { SyncParts } from '../sync/parts.ts'
import { takeItem } from '../sync/parcels.ts'
import { sendJson, type Route } from './route.ts'

type Setup = { parts: SyncParts; files: Files; pace: Pace }

/** Sealed work comes from any page of ours, with or without anyone signed in there: its signature says whose it is. */
export function parcelRoutes({ parts, files, pace }: Setup): Route[] {
  return [
    {
      method: 'post',
      path: '/api/parcels',
      async handle(request, response) {
        const item = await readBody(request, ITEM_BYTES_MAX, pace)
        if (isTrouble(item)) return item
        const answer = await takeItem(parts, files, item)
        return 'problem' in answer ? answer : sendJson(response, answer)
      },
    },
  ]
}
