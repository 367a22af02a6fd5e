import { connect, createServer, type Server, type Socket } from 'node:net'

/** A front door that only looks whether the first line asks for what is forbidden, and lets all bytes pass. */
export async function startPassThrough(upstream: number): Promise<{ port: number } & Disposable> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    client.once('data', (first: Buffer) => {
      if (first.toString('latin1').startsWith('GET /internal')) return client.destroy()
      const up = connect({ port: upstream, host: '127.0.0.1' })
      sockets.add(up)
      up.on('error', () => client.destroy())
      up.write(first)
      client.pipe(up).pipe(client)
    })
    sockets.add(client)
    client.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    port: address.port,
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
