import { goBetween, hand } from '../go-between.ts'
import type { Trap } from './trap.ts'

const REQUEST = /^(?:GET|POST|PUT|DELETE|HEAD) [^\s?]+/
/** What an agent asks all the time, whether or not anybody wants something. */
const ROUTINE = /^GET (?:\/v[\d.]+)?\/(?:info|events|networks\/|containers\/json)/

/** A socket at `path` that leads to Docker Engine's at `target`, with a trap that counts the calls. */
export function trapEngine(path: string, target: string, trap: Trap): Disposable {
  const between = goBetween(target, (near, far) => {
    let last = false
    let shut = false
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
  between.server.listen(path)
  return between
}
