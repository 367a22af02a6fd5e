import type { SessionSpec } from '../contract/goals.ts'
import { pause } from '../pause.ts'
import { HandshakeError, RfbClientHandshake } from '../wire/rfb-auth.ts'
import { knockWeb } from './probe-web.ts'

/** Where a desktop answers, and its password; or a page, where it is one. */
export type Desktop = {
  readonly host: string
  readonly port: number
  readonly password: string
  readonly web?: SessionSpec['web'] | undefined
}

/**
 * Between two attempts: a part of the time waited so far, within these. A desktop that is there soon is
 * seen soon, and many slow ones together cost little.
 */
const STEP_MS = { least: 3, most: 50, share: 1 / 20 } as const
/** After it said no: each no brings Xvnc closer to shutting our address out for a while. */
const REFUSED_MS = 2000
const ATTEMPT_MS = 5000

/** Waits until the desktop lets us in: true, or false once the signal aborts. */
export async function waitForDesktop(desktop: Desktop, signal: AbortSignal): Promise<boolean> {
  const begun = performance.now()
  while (!signal.aborted) {
    const answer = await (desktop.web ? knockWeb : knock)(desktop, signal)
    if (answer === 'open') return true
    const step = (performance.now() - begun) * STEP_MS.share
    const bounded = Math.min(STEP_MS.most, Math.max(STEP_MS.least, step))
    await pause(answer === 'refused' ? REFUSED_MS : bounded, signal)
  }
  return false
}

/**
 * Signs in as a viewer would, and leaves. A look at the banner would be enough to see that it answers,
 * but Xvnc counts connections that do not sign in and shuts out an address after five.
 */
export async function knock(
  { host, port, password }: Desktop,
  signal: AbortSignal,
): Promise<'open' | 'refused' | 'silent'> {
  const { promise: answer, resolve } = Promise.withResolvers<'open' | 'refused' | 'silent'>()
  const giveUp = () => resolve('silent')
  const timer = setTimeout(giveUp, ATTEMPT_MS)
  signal.addEventListener('abort', giveUp, { once: true })
  const handshake = new RfbClientHandshake(password)
  const connecting = Bun.connect({
    hostname: host,
    port,
    socket: {
      data(socket, chunk) {
        try {
          const { send, rest } = handshake.feed(chunk)
          // A handshake's few bytes always fit into an empty send buffer.
          socket.write(send)
          if (rest) resolve('open')
        } catch (error) {
          if (!(error instanceof HandshakeError)) throw error
          resolve('refused')
        }
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
  connecting.then((socket) => socket.end()).catch(giveUp)
  return answered
}
