import { connect, createServer, type Socket } from 'node:net'

/** A socket at `path` that leads to the one at `target`, until it is cut. */
export function relay(path: string, target: string): { cut(): void } {
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
  })
  server.listen(path)
  return {
    cut() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
