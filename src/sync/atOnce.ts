import { forgetOld } from '../db/forget.ts'
import { PackText } from '../domain/pages.ts'
import { carryParcels } from './carrying.ts'
import { sendFiles } from './files.ts'
import { gatherCopies } from './gathering.ts'
import type { Seldom } from './seldom.ts'

/** All of it, here already. */
export const atOnce: Seldom = {
  files: () => Promise.resolve({ sendFiles }),
  forgetting: () => Promise.resolve({ forgetOld }),
  carrying: () => Promise.resolve({ carryParcels }),
  lessons: () => Promise.resolve({ PackText }),
  gathering: () => Promise.resolve({ gatherCopies }),
}
