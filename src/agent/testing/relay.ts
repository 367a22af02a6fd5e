import { connect, createServer, type Socket } from 'node:net'

/**
 * A socket at `path` that leads to Docker Engine's at `target`, until it is cut. Every request is told by
 * its first line (`POST /containers/create?name=…`) once it is on its way.
 */
export function relay(path: string, target: string, told: (request: string) => void = () => {}) {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: target, allowHalfOpen: true })
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      socket.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.pipe(near)
    near.on('data', (chunk: Buffer) => {
      const line = /^(?:GET|POST|DELETE) \S+/.exec(chunk.toString('latin1'))
      if (line) told(line[0])
    })
  })
  server.listen(path)
  return {
    cut() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
