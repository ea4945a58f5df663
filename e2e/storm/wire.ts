import { request, type Server } from 'node:http'
import { duplexPair } from 'node:stream'

/** A request as it goes over the wire, and what came back: `cookies` are the lines of Set-Cookie. */
export type Sent = { method: string; path: string; headers: Record<string, string>; body: Uint8Array }
export type Answered = {
  status: number
  headers: Record<string, string>
  cookies: string[]
  bytes: Uint8Array<ArrayBuffer>
}

/** Asks a server in this process by real HTTP over a pair of streams in memory: no port, no socket, and nothing in flight that is not ours. */
export function askServer(server: Server, sent: Sent): Promise<Answered> {
  const [near, far] = duplexPair()
  server.emit('connection', far)
  return new Promise((resolve, reject) => {
    const { method, path } = sent
    const headers = {
      ...sent.headers,
      host: 'localhost',
      connection: 'close',
      'accept-encoding': 'identity',
      'content-length': String(sent.body.length),
    }
    const asking = request({ createConnection: () => near, method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const flat = Object.entries(response.headers).flatMap(([name, value]): [string, string][] =>
          typeof value === 'string' ? [[name, value]] : [],
        )
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(flat),
          cookies: response.headers['set-cookie'] ?? [],
          bytes: new Uint8Array(Buffer.concat(chunks)),
        })
      })
    })
    asking.on('error', reject)
    asking.end(sent.body)
  })
}
