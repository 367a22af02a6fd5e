import { SAMPLE_RATE } from '../../domain/sound.ts'
import type { Logger } from '../../log.ts'
import { type Exec, startExec } from '../exec.ts'
import type { Handler, SocketUser, Tools } from './handler.ts'
import { MicrophonePace } from './microphone-pace.ts'
import { type ProgramSocket, SocketProgram } from './socket-program.ts'

/** Plays to the sink behind the microphone of the session, and ends with its input. */
const PLAYER = [
  ...['pacat', '--playback', '--raw', '--device=microphone_in'],
  ...[`--rate=${SAMPLE_RATE}`, '--channels=1', '--format=s16le', '--latency-msec=60'],
]

/** The WebSocket `…/microphone`: what the browser hears, as src/domain/sound.ts says. */
export function microphone({ docker, log }: Tools): Handler {
  return {
    open: (socket, { container }) =>
      new MicrophoneStream(socket, startExec(docker, { container, argv: PLAYER, fed: true }), log),
  }
}

const CHECK_MS = 10_000
/** A microphone that is on always hears something, if only silence. */
const GONE_MS = 30_000
/** What waits for a container that does not run now; speech beyond it is left out. */
const MOST_WAITING = 64 * 1024
const BYTES = 2

export class MicrophoneStream implements SocketUser {
  readonly #pace = new MicrophonePace()
  readonly #program: SocketProgram
  readonly #timer: Timer
  #heardAt = performance.now()

  constructor(socket: ProgramSocket, starting: Promise<Exec>, log: Logger) {
    this.#program = new SocketProgram(socket, starting, ({ output }) => output.resume(), log)
    this.#timer = setInterval(() => {
      if (performance.now() - this.#heardAt > GONE_MS) socket.terminate()
    }, CHECK_MS)
  }

  message(bytes: Buffer) {
    const now = performance.now()
    this.#heardAt = now
    const input = this.#program.exec?.input
    if (!input?.writable || input.writableLength > MOST_WAITING || bytes.length % BYTES !== 0)
      return
    const silence = this.#pace.take(bytes.length / BYTES, now)
    if (silence === undefined) return
    if (silence > 0) input.write(Buffer.alloc(silence * BYTES))
    input.write(bytes)
  }

  drain() {}

  closed() {
    clearInterval(this.#timer)
    this.#program[Symbol.dispose]()
  }
}
