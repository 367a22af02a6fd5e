import { readdirSync, readFileSync } from 'node:fs'
import { codeOf } from '../../errors.ts'

/** Looking costs something for each, so it is not done where the limit is this many times what there may be. */
const FAR = 2

/**
 * How many more sockets and files this process may open. `atMost`: there are surely no more than that now.
 * Without one left the kernel would ask again and again to take connections that nobody can.
 */
export function descriptorsLeft(atMost: number): number {
  try {
    const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync(LIMITS, 'utf8'))?.[1])
    if (!(limit < atMost * FAR)) return Number.POSITIVE_INFINITY
    return limit - readdirSync(OPEN).length
  } catch (error) {
    if (codeOf(error) === 'EMFILE') return 0
    throw error
  }
}

const LIMITS = '/proc/self/limits'
const OPEN = '/proc/self/fd'
