import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { harmed, simulate } from './simulate.ts'

/**
 * `npm run simulate -- --seeds N`: prints one JSON line, and each seed that did harm on the error stream, with its story. `--seed K` is that storm alone.
 * Ends with 1 when there was harm.
 */
const count = v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))
const Asked = v.object({
  seeds: v.optional(count, '1000'),
  seed: v.optional(count),
  from: v.optional(count, '1'),
  steps: v.optional(count, '120'),
  storage: v.optional(v.literal('sqlite'), 'sqlite'),
})
const { values } = parseArgs({
  options: Object.fromEntries(Object.keys(Asked.entries).map((name) => [name, { type: 'string' as const }])),
})
const asked = v.safeParse(Asked, values)
if (asked.success) {
  const { seed, steps, storage } = asked.output
  const { from, seeds } = seed === undefined ? asked.output : { from: seed, seeds: 1 }
  const summary = await simulate({
    ...{ from, seeds, steps },
    say: ({ harm, words }) => {
      if (harm) console.error(words)
    },
  })
  console.log(JSON.stringify({ simulate: storage, from, steps, ...summary }))
  process.exitCode = harmed(summary) > 0 ? 1 : 0
} else {
  console.error('npm run simulate -- [--seeds N] [--from K] [--seed K] [--steps N] [--storage sqlite]')
  process.exitCode = 2
}
