import { connect, createServer, type Socket } from 'node:net'

/**
 * Lies between clients and the Unix socket at `target`. Each client gets a connection of its own there;
 * `join` is called with both ends and moves the bytes. What breaks one end breaks the other.
 */
export function goBetween(target: string, join: (near: Socket, far: Socket) => void) {
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
    join(near, far)
  })

  /** Takes no more clients, and breaks every connection there is. */
  function cut() {
    server.close()
    for (const socket of open) socket.destroy()
  }

  return { server, open, cut, [Symbol.dispose]: cut }
}

/** A slow reader slows the writer, who goes on unless `stays` says otherwise by then. */
export function hand(chunk: Buffer, from: Socket, to: Socket, stays = () => false) {
  if (to.write(chunk)) return
  from.pause()
  to.once('drain', () => stays() || from.resume())
}
