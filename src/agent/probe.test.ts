import { describe, expect, test } from 'bun:test'
import { answerChallenge } from '../wire/vnc-auth.ts'
import { knock, waitForDesktop } from './probe.ts'

const PASSWORD = 'abcdefgh'
const CHALLENGE = Buffer.alloc(16, 7)
const patient = () => AbortSignal.timeout(5000)

/** An RFB 3.8 server that wants a password, on a port of its own. */
function desktop(greeting = 'RFB 003.008\n') {
  const steps = new WeakMap<object, number>()
  const server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open: (socket) => void socket.write(greeting),
      data(socket, chunk) {
        const step = steps.get(socket) ?? 0
        steps.set(socket, step + 1)
        if (step === 0) socket.write(Uint8Array.of(1, 2))
        if (step === 1) socket.write(CHALLENGE)
        if (step === 2) {
          const right = answerChallenge(CHALLENGE, PASSWORD).equals(chunk)
          socket.write(
            right ? Uint8Array.of(0, 0, 0, 0) : Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 33]),
          )
        }
      },
    },
  })
  return {
    at: { host: '127.0.0.1', port: server.port, password: PASSWORD },
    [Symbol.dispose]: () => server.stop(true),
  }
}

describe('knock', () => {
  test('is let in with the password', async () => {
    using server = desktop()
    expect(await knock(server.at, patient())).toBe('open')
  })

  test('is refused with another, and by what speaks no RFB', async () => {
    using server = desktop()
    expect(await knock({ ...server.at, password: 'wrong' }, patient())).toBe('refused')
    using ssh = desktop('SSH-2.0-OpenSSH_9.2\r\n')
    expect(await knock(ssh.at, patient())).toBe('refused')
  })

  test('hears nothing where nobody listens', async () => {
    const server = desktop()
    server[Symbol.dispose]()
    expect(await knock(server.at, patient())).toBe('silent')
  })

  test('does not outlast its signal', async () => {
    using server = desktop('')
    const stop = new AbortController()
    const knocking = knock(server.at, stop.signal)
    stop.abort()
    expect(await knocking).toBe('silent')
  })
})

describe('waitForDesktop', () => {
  test('waits until it answers', async () => {
    const gone = desktop()
    const { at } = gone
    gone[Symbol.dispose]()
    const waiting = waitForDesktop(at, patient())
    const server = Bun.listen({
      hostname: at.host,
      port: at.port,
      socket: {
        open: (socket) => void socket.write('RFB 003.003\n'),
        data: (socket) => void socket.write(Uint8Array.of(0, 0, 0, 1)),
      },
    })
    expect(await waiting).toBe(true)
    server.stop(true)
  })

  test('gives up with its signal', async () => {
    const gone = desktop()
    gone[Symbol.dispose]()
    const stop = new AbortController()
    const waiting = waitForDesktop(gone.at, stop.signal)
    stop.abort()
    expect(await waiting).toBe(false)
  })
})
