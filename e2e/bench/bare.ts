import { createServer } from 'node:http'

/** A bare Node server: reads the body and sends as many bytes as the address says, `/204` none. What any server costs at least. */
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const bytes = Number(/(\d+)$/.exec(request.url ?? '')?.[1] ?? 0)
    if (request.url === '/204') response.writeHead(204).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.alloc(bytes, 'x'))
  })
})
server.listen(Number(process.argv[2]), () => process.stdout.write('ready'))
