import { connect, createServer, type Socket } from 'node:net'

/** The wire between one device and the school. Cut, it carries nothing, whoever speaks: a page, or a worker that the browser wakes by itself. */
export type Line = { port: number; set: (up: boolean) => void; close: () => Promise<void> }

/** Listens on a port of its own and passes every byte on to the school's, which may come and go. */
export async function openLine(school: number): Promise<Line> {
  const open = new Set<Socket>()
  let up = true
  const cut = () => open.forEach((socket) => socket.destroy())
  const server = createServer((near) => {
    if (!up) {
      near.destroy()
      return
    }
    const far = connect(school, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.pipe(other)
      // Either end may hang up, or not be there at all: that is what lines are like.
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address !== 'object') throw new Error('the line has no port')
  return {
    port: address.port,
    set(now) {
      up = now
      if (!up) cut()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}
