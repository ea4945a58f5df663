import * as v from 'valibot'

/** The version of the wire. N and N-1 speak to each other. */
export const PROTOCOL = 1
export const Protocol = v.pipe(v.number(), v.integer(), v.minValue(1))
