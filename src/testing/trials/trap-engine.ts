import { connect, createServer, type Socket } from 'node:net'
import type { Trap } from './trap.ts'

const REQUEST = /^(?:GET|POST|PUT|DELETE|HEAD) [^\s?]+/
/** What an agent asks all the time, whether or not anybody wants something. */
const ROUTINE = /^GET (?:\/v[\d.]+)?\/(?:info|events|networks\/|containers\/json)/

/** A socket at `path` that leads to Docker Engine's at `target`, with a trap that counts the calls. */
export function trapEngine(path: string, target: string, trap: Trap): AsyncDisposable {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: target, allowHalfOpen: true })
    let last = false
    let shut = false
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      socket.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (chunk: Buffer) => {
      const call = REQUEST.exec(chunk.toString('latin1'))?.[0]
      const verdict = call && !ROUTINE.test(call) ? trap.meet(call) : 'pass'
      if (verdict === 'sprung') shut = true
      if (verdict === 'spring at its answer') last = true
      if (!shut) hand(chunk, near, far)
    })
    far.on('data', (chunk: Buffer) => {
      if (last) {
        shut = true
        trap.spring()
      }
      if (!shut) hand(chunk, far, near)
    })
    near.on('end', () => far.end())
    far.on('end', () => near.end())
  })
  server.listen(path)
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** A slow reader slows the writer. */
function hand(chunk: Buffer, from: Socket, to: Socket) {
  if (to.write(chunk)) return
  from.pause()
  to.once('drain', () => from.resume())
}
