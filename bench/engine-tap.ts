import { connect, createServer, type Socket } from 'node:net'
import { wallClock } from './spread.ts'

/** One call of Docker Engine as its caller saw it, in milliseconds since 1970. */
export type EngineCall = {
  readonly line: string
  readonly from: number
  to: number
  /** Head and body. */
  sent: string
  answer: string
}

/** A socket at `path` that leads to Docker Engine's at `target`, with the times of every call. */
export function tapEngine(path: string, target: string) {
  let calls: EngineCall[] = []
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: target, allowHalfOpen: true })
    let call: EngineCall | undefined
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      socket.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1')
      const line = /^(?:GET|POST|DELETE) \S+/.exec(text)?.[0]
      if (line !== undefined) {
        call = { line, from: wallClock(), to: 0, sent: '', answer: '' }
        calls.push(call)
      }
      if (call && call.sent.length < 100_000) call.sent += text
    })
    far.on('data', (chunk: Buffer) => {
      if (!call || call.answer.length > 100_000) return
      if (call.to === 0) call.to = wallClock()
      call.answer += chunk.toString('latin1')
    })
    near.pipe(far)
    far.pipe(near)
  })
  server.listen(path)
  return {
    /** The calls since the last time, oldest first. */
    take() {
      const taken = calls
      calls = []
      return taken
    },
    calls: (): readonly EngineCall[] => calls,
    [Symbol.dispose]() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
