import * as v from 'valibot'

/** The control letters of a school's number; I, O and Q are left out so that they are not read as digits. */
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ'

/** The national number of a school (UAI): seven digits and the letter that they give modulo 23. */
export const Uai = v.pipe(
  v.string(),
  v.regex(/^\d{7}[A-Z]$/),
  v.check((uai) => LETTERS[Number(uai.slice(0, 7)) % LETTERS.length] === uai[7]),
)
export type Uai = v.InferOutput<typeof Uai>
