import { parseArgs } from 'node:util'
import { killSchools } from './schools.ts'

/** `npm run crash -- --kills N`: prints one JSON line, and each thing that should not be on the error stream. Ends with 1 when there was one. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' } } })
const began = performance.now()
const { lost, doubled, ...more } = await killSchools(Number(values.kills))
for (const line of [...lost, ...doubled]) console.error(line)
const seconds = Math.round((performance.now() - began) / 1000)
console.log(JSON.stringify({ crash: 'server', ...more, lost: lost.length, doubled: doubled.length, seconds }))
process.exitCode = lost.length + doubled.length > 0 ? 1 : 0
