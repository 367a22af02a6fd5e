import { writeSync } from 'node:fs'
import type { Socket } from 'bun'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { bareForm, render } from './answer-message.ts'
import { answers } from './answers.ts'

const log = logger('worker')

/**
 * Says what to do to who speaks plain HTTP where TLS is expected. The handshake has taken the request and
 * ends the connection after this; what is written through the socket would be encrypted, so it is written
 * past it.
 */
export function answerPlainHttp(socket: Socket<unknown>, secure: boolean, error: Error | null) {
  if (secure || !error?.message.endsWith(':HTTP_REQUEST')) return
  if (!('fd' in socket) || typeof socket.fd !== 'number' || socket.fd < 0) return
  const form = { ...bareForm(crypto.randomUUID()), html: true }
  try {
    writeSync(socket.fd, render(answers.plainHttp, form))
  } catch (failure) {
    log.debug('Nobody took the answer to plain HTTP', { cause: messageOf(failure) })
  }
}
