import { pause } from './pause.ts'

const STEP_MS = 50
const ATTEMPT_MS = 2000

/** What every RFB server says first, whatever its version. */
const BANNER = 'RFB 0'

/** Waits until an RFB server answers there: true, or false once the signal aborts. */
export async function waitForRfb(host: string, port: number, signal: AbortSignal) {
  while (!signal.aborted) {
    if (await answersRfb(host, port, signal)) return true
    await pause(STEP_MS, signal)
  }
  return false
}

/** Does an RFB server say its banner there, now? */
export async function answersRfb(host: string, port: number, signal: AbortSignal) {
  const { promise: answer, resolve } = Promise.withResolvers<boolean>()
  const giveUp = () => resolve(false)
  const timer = setTimeout(giveUp, ATTEMPT_MS)
  signal.addEventListener('abort', giveUp, { once: true })
  let heard = ''
  const connecting = Bun.connect({
    hostname: host,
    port,
    socket: {
      data(_, chunk) {
        heard += chunk.toString('latin1')
        if (heard.length >= BANNER.length) resolve(heard.startsWith(BANNER))
      },
      close: giveUp,
      error: giveUp,
      connectError: giveUp,
    },
  })
  // A refused connection is an answer too; it reaches us through connectError.
  connecting.catch(giveUp)
  const answered = await answer
  clearTimeout(timer)
  signal.removeEventListener('abort', giveUp)
  connecting.then((socket) => socket.terminate()).catch(giveUp)
  return answered
}
