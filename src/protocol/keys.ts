import * as v from 'valibot'
import { DeviceKey } from './enrol.ts'

const Named = v.object({ id: v.string(), key: DeviceKey })

/**
 * `/keys.json`: the school's public keys, so that anyone can check a receipt or a pack's seal. `sealTo`: the key that unsent work is sealed to; a school
 * older than this has none.
 */
export const Keys = v.object({ keys: v.array(Named), sealTo: v.exactOptional(Named) })
export type Keys = v.InferOutput<typeof Keys>
