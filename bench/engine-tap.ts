import { goBetween } from '../src/testing/go-between.ts'
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
  const between = goBetween(target, (near, far) => {
    let call: EngineCall | undefined
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
  between.server.listen(path)
  return {
    /** The calls since the last time, oldest first. */
    take() {
      const taken = calls
      calls = []
      return taken
    },
    calls: (): readonly EngineCall[] => calls,
    [Symbol.dispose]: between.cut,
  }
}
