import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { pino } from 'pino'
import { createApp, type AppParts } from './app.ts'
import { Mistake, readConfig, type Config } from './config.ts'
import { printedCards } from './content/demo-cards.ts'
import { openSchool } from './open.ts'
import { createFollowing } from './sync/others.ts'

/** The server: takes its port, opens the school, answers, and closes it without losing a word. */
const SWEEP_MS = 3_600_000
/** How soon what the operator's commands change takes effect. */
const FOLLOW_MS = 2_000
/** How soon a school that could not write tries again by itself. */
const PROBE_MS = 5_000
/** How long requests under way may still take when the server is asked to stop. */
const LAST_WORDS_MS = 10_000

const log = pino({ base: null })

async function serve(config: Config): Promise<void> {
  const opened = Promise.withResolvers<RequestListener>()
  // The port first: nothing is made in the data folder of a server that cannot answer. Who comes meanwhile waits.
  const server = createServer((request, response) => void opened.promise.then((answer) => answer(request, response)))
  await listening(server.listen(config.port), config.port)
  const { parts, cards, close } = await openSchool(config, log).catch((error: unknown) => {
    server.close().closeAllConnections()
    throw error
  })
  opened.resolve(createApp(parts))
  if (cards.length > 0) process.stdout.write(`\n${printedCards(cards)}\n`)
  log.info({ url: config.url, data: config.data }, 'Cartable is open')
  closeWhenAsked(server, tend(parts), close)
}

/** What has to be done now and then; answers how to leave off. */
function tend(parts: AppParts): () => void {
  const told = (what: string) => (error: unknown) => log.error({ err: error }, what)
  const following = createFollowing(parts)
  const follow = () => void following().catch(told('what others wrote was not taken up'))
  const sweep = () => void parts.files.sweep(parts.clock()).catch(told('pieces were not swept'))
  const probe = () => void parts.health.probe().catch(told('the disk was not tried'))
  const chores = [setInterval(follow, FOLLOW_MS), setInterval(probe, PROBE_MS), setInterval(sweep, SWEEP_MS)]
  return () => chores.forEach((chore) => clearInterval(chore))
}

function closeWhenAsked(server: Server, leaveOff: () => void, close: () => Promise<void>): void {
  let stopping = false
  const stop = (signal: string): void => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'closing')
    leaveOff()
    server.close(() => void close().then(() => log.info('closed')))
    // Those who were answered since are asked to go as well.
    setInterval(() => server.closeIdleConnections(), 100).unref()
    setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS).unref()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

async function listening(server: Server, port: number): Promise<void> {
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE')
      throw new Mistake(
        `Port ${port} is taken by another program. Stop it, or choose another port: PORT=8081 npm start`,
      )
    if (code === 'EACCES')
      throw new Mistake(`Port ${port} is not for everyone on this machine. Choose one above 1023: PORT=8080 npm start`)
    throw error
  }
}

try {
  await serve(readConfig(process.env))
} catch (error) {
  if (!(error instanceof Mistake)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
