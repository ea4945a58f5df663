import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Logger } from 'pino'
import type { Builds } from './files/builds.ts'
import type { Files } from './files/files.ts'
import type { Pace } from './http/body.ts'
import { createGuesses, type GuessLimits } from './http/guesses.ts'
import { protect } from './http/headers.ts'
import { comesFromUs } from './http/origin.ts'
import { sendProblem, troubleOf, type Trouble } from './http/problem.ts'
import { tooOld, type PulseFile } from './http/pulse.ts'
import { enrolRoutes } from './routes/enrol.ts'
import { feedRoutes } from './routes/feeds.ts'
import { fileRoutes } from './routes/files.ts'
import { parcelRoutes } from './routes/parcels.ts'
import { pieceRoutes } from './routes/pieces.ts'
import { privateRoutes } from './routes/private.ts'
import type { Route } from './routes/route.ts'
import { shellRoutes } from './routes/shell.ts'
import { toldRoutes } from './routes/told.ts'
import { turnRoutes } from './routes/turn.ts'
import { createWho } from './routes/who.ts'
import type { Health } from './storage/health.ts'
import type { SyncParts } from './sync/parts.ts'

/** Everything the server works with; nothing is found elsewhere. */
export type AppParts = SyncParts & {
  files: Files
  builds: Builds
  pulse: PulseFile
  guideFolder: string
  killSwitch: () => Promise<boolean>
  health: Health
  cookieKey: Uint8Array
  random: (bytes: number) => Uint8Array
  origins: ReadonlySet<string>
  secure: boolean
  version: string
  startedAt: number
  limits: { guesses: GuessLimits; pace: Pace }
  log: Logger
}

/** Every address of the server, the most precise first. */
export function routesOf(parts: AppParts): Route[] {
  const { storage, files, clock, cookieKey, secure, random, builds, guideFolder, killSwitch, version, startedAt } =
    parts
  const { pace } = parts.limits
  const who = createWho(parts)
  const guesses = createGuesses(parts.limits.guesses, clock)
  const keys = () => parts.keys.published
  return [
    ...toldRoutes({
      version,
      storage: storage.name,
      startedAt,
      clock,
      keys,
      pulsePath: parts.pulse.path,
      health: parts.health.condition,
    }),
    ...enrolRoutes({ parts, who, pace, guesses, cookieKey, secure, random }),
    ...turnRoutes({ parts, who, pace }),
    ...pieceRoutes({ parts, files, who, pace }),
    ...parcelRoutes({ parts, files, pace }),
    ...privateRoutes({ storage, files, who }),
    ...feedRoutes(parts.feedFiles.folder),
    ...fileRoutes(files.publicFolder),
    ...shellRoutes({ builds, guideFolder, killSwitch }),
  ]
}

export function createApp(parts: AppParts): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag').disable('query parser')
  // A proxy on this machine may say who it speaks for; nobody else may.
  app.set('trust proxy', 'loopback')
  app.set('case sensitive routing', true)
  app.use(protect(parts.secure))
  for (const route of routesOf(parts)) app[route.method](route.path, answerWith(parts, route))
  app.use((_request: Request, response: Response) => sendProblem(response, { problem: 'notFound' }, parts.clock()))
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    // What Express itself refuses is an address that does not decode; Express finds its error handler by its four parameters.
    if (response.headersSent) next(error)
    else sendProblem(response, { problem: 'malformed' }, parts.clock())
  })
  return app
}

/** What every route has in common: where a request may come from, and how a failure is answered. */
function answerWith(parts: AppParts, { method, path, handle }: Route) {
  return async (request: Request, response: Response): Promise<void> => {
    const started = performance.now()
    const tell = (more: object) => ({ method, path, ms: Math.round(performance.now() - started), ...more })
    try {
      const trouble =
        (method === 'get' ? undefined : await mayWrite(parts, request)) ?? (await handle(request, response))
      if (trouble) {
        sendProblem(response, trouble, parts.clock())
        parts.log.debug(tell(trouble))
      }
    } catch (error) {
      const trouble = troubleOf(error)
      parts.health.suffered(error)
      sendProblem(response, trouble, parts.clock())
      parts.log.error(tell({ ...trouble, err: error }))
    }
  }
}

/** Only our own pages write, and only those that a build still spoken with has drawn. Signing out is never refused for its age. */
async function mayWrite({ origins, pulse }: AppParts, request: Request): Promise<Trouble | undefined> {
  const foreign = comesFromUs(request, origins)
  if (foreign) return foreign
  const old = tooOld(request.headers['x-cartable-build'], await pulse.current())
  return old && !request.path.endsWith('/sign-out') ? { problem: 'oldBuild' } : undefined
}
