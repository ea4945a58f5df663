import { durability } from './durability.ts'
import { shell } from './shell.ts'
import { turns } from './turns.ts'

/** `npm run bench -- NAME`: each bench prints one JSON line. A bench measures; it never passes or fails. */
const BENCHES: Record<string, () => Promise<Record<string, unknown>>> = {
  durability,
  shell,
  turns,
}

const wanted = process.argv[2] ?? ''
const bench = BENCHES[wanted]
if (bench === undefined) {
  console.error(`Which bench? ${Object.keys(BENCHES).join(', ')}`)
  process.exitCode = 2
} else {
  console.log(JSON.stringify({ bench: wanted, ...(await bench()) }))
}
