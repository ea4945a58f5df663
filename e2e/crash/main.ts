import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { ensureChromium } from '../chromium.ts'
import { killBrowsers } from './browsers.ts'
import { killSchools } from './schools.ts'

/**
 * `npm run crash -- --kills N --browser-kills M`: kills the server N times under load, and a pupil's browser M times while it writes. Prints one JSON line, and
 * each thing that should not be on the error stream. Ends with 1 when there was one.
 */
const count = v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))
const Asked = v.object({ kills: v.optional(count, '20'), 'browser-kills': v.optional(count, '0') })
const { values } = parseArgs({ options: { kills: { type: 'string' }, 'browser-kills': { type: 'string' } } })
const { kills, 'browser-kills': browserKills } = v.parse(Asked, values)

const began = performance.now()
const lost: string[] = []
const doubled: string[] = []

/** Takes apart what a suite found: the lines are said, the figures printed. */
function figures<T extends { lost: string[]; doubled: string[] }>(found: T): Omit<T, 'lost' | 'doubled'> {
  const { lost: gone, doubled: twice, ...more } = found
  lost.push(...gone)
  doubled.push(...twice)
  return more
}

const schools = kills > 0 ? figures(await killSchools(kills)) : {}
if (browserKills > 0) ensureChromium()
const browsers = browserKills > 0 ? figures(await killBrowsers(browserKills)) : {}
for (const line of [...lost, ...doubled]) console.error(line)
const seconds = Math.round((performance.now() - began) / 1000)
console.log(JSON.stringify({ ...schools, ...browsers, lost: lost.length, doubled: doubled.length, seconds }))
process.exitCode = lost.length + doubled.length > 0 ? 1 : 0
