import * as v from 'valibot'
import { Sha256 } from '../domain/ids.ts'

/** `POST /api/p/<profile>/pieces/missing`: about the account's own uploads only. Then `PUT …/pieces/<sha256>`: 201, 200 if already there, 422 if the bytes do not match. */
export const MissingRequest = v.object({ pieces: v.pipe(v.array(Sha256), v.maxLength(2048)) })
export type MissingRequest = v.InferOutput<typeof MissingRequest>

export const MissingAnswer = v.object({ missing: v.array(Sha256) })
export type MissingAnswer = v.InferOutput<typeof MissingAnswer>
