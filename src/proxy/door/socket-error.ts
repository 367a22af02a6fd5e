import { codeOf, messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'

const log = logger('proxy')

/**
 * What Bun calls when TLS of a connection fails, which is the peer's doing, and when one of our
 * handlers throws, which is ours. Either way this connection ends, and no other.
 */
export function reportSocketError(socket: { terminate(): void }, error: Error) {
  const code = codeOf(error)
  if (code) log.debug('A connection failed', { code, cause: messageOf(error) })
  else log.error('A connection was cut after a fault of ours', { stack: String(error.stack) })
  socket.terminate()
}
