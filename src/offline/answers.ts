import { readRange, type Span } from './ranges.ts'

/** A file on this device, and how to read bytes of it: undefined when some of them turn out to be missing or damaged. */
export type Held = { sha256: string; bytes: number; type: string; read: (span: Span) => Promise<BodyInit | undefined> }

/** The same rules as the server's for anything that people sent: no guessing of types, no script, no frame. */
const GUARDS = { 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'" }

/**
 * The answer to a GET or HEAD for a file of this device, Range and If-Range included, so that sound and video can be sought in. Undefined when its
 * bytes cannot be read after all: the network may have them.
 */
export async function answerFile(
  request: Pick<Request, 'method' | 'headers'>,
  held: Held,
): Promise<Response | undefined> {
  const etag = `"${held.sha256}"`
  const headers = { ...GUARDS, 'content-type': held.type, 'accept-ranges': 'bytes', etag }
  const condition = request.headers.get('if-range')
  const range = condition === null || condition === etag ? readRange(request.headers.get('range'), held.bytes) : null
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${held.bytes}`, 'content-length': '0' },
    })
  }
  const { from, to } = range ?? { from: 0, to: held.bytes - 1 }
  const body = request.method === 'HEAD' ? null : await held.read({ from, to })
  if (body === undefined) return undefined
  const length = { 'content-length': String(to - from + 1) }
  if (!range) return new Response(body, { status: 200, headers: { ...headers, ...length } })
  return new Response(body, {
    status: 206,
    headers: { ...headers, ...length, 'content-range': `bytes ${from}-${to}/${held.bytes}` },
  })
}

/** A file is shown inside the application, never as a page of its own, where it would run as ours. */
export function refuseDocument(): Response {
  return new Response(null, { status: 403, headers: GUARDS })
}
