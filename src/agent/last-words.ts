import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import { DockerUnreachable } from './docker-errors.ts'
import type { SessionEngine } from './worker-context.ts'

const LONGEST = 400

/** The end of what a container wrote, on one line; empty where that cannot be had. */
export async function lastWordsOf(
  engine: Pick<SessionEngine, 'lastWords'>,
  id: string,
  log: Logger,
): Promise<string> {
  try {
    return shortened(await engine.lastWords(id))
  } catch (error) {
    if (error instanceof DockerUnreachable) throw error
    log.warn('The log of a container cannot be read', { id, problem: messageOf(error) })
    return ''
  }
}

/** From the beginning of a word, since a program says last why it gave up. */
function shortened(said: string): string {
  const line = said.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  if (line.length <= LONGEST) return line
  return `… ${line.slice(-LONGEST).replace(/^\S*\s/, '')}`
}
