import * as v from 'valibot'
import { DeviceKey } from './enrol.ts'

/** `/keys.json`: the school's public keys, so that anyone can check a receipt or a pack's seal. */
export const Keys = v.object({ keys: v.array(v.object({ id: v.string(), key: DeviceKey })) })
export type Keys = v.InferOutput<typeof Keys>
