import { PACKET_MS, SAMPLE_RATE, SOUND_CHANNELS } from '../../domain/sound.ts'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { isOpusHeader, OggReader } from '../../wire/ogg.ts'
import { type Exec, startExec } from '../exec.ts'
import type { Handler, SocketUser, Tools } from './handler.ts'
import { type ProgramSocket, SocketProgram } from './socket-program.ts'
import { SoundWindow } from './sound-window.ts'

/** Bytes of one packet before it is encoded, in samples of 16 bits. */
const FRAGMENT = (SAMPLE_RATE / 1000) * PACKET_MS * SOUND_CHANNELS * 2

/** From what programs of the session play to Opus in Ogg, a packet a page, each written as soon as it is there. */
const ENCODER = [
  ...['ffmpeg', '-nostdin', '-hide_banner', '-loglevel', 'error', '-fflags', 'nobuffer'],
  // As much at a time as one packet holds: left alone, PulseAudio would save up two seconds.
  ...['-f', 'pulse', '-fragment_size', String(FRAGMENT), '-i', 'out.monitor'],
  ...['-ac', String(SOUND_CHANNELS), '-ar', String(SAMPLE_RATE)],
  ...['-c:a', 'libopus', '-b:a', '96k', '-application', 'lowdelay'],
  ...['-frame_duration', String(PACKET_MS)],
  ...['-f', 'ogg', '-page_duration', '1', '-flush_packets', '1', 'pipe:1'],
]

/** The WebSocket `…/sound`: what the session plays, as src/domain/sound.ts says. */
export function sound({ docker, log }: Tools): Handler {
  return {
    open: (socket, { container }) =>
      new SoundStream(socket, startExec(docker, { container, argv: ENCODER }), log),
  }
}

const CHECK_MS = 10_000

export class SoundStream implements SocketUser {
  readonly #socket: ProgramSocket
  readonly #log: Logger
  readonly #packets = new OggReader()
  readonly #window = new SoundWindow(performance.now())
  readonly #program: SocketProgram
  readonly #timer: Timer

  constructor(socket: ProgramSocket, starting: Promise<Exec>, log: Logger) {
    this.#socket = socket
    this.#log = log
    this.#program = new SocketProgram(socket, starting, (exec) => this.#play(exec), log)
    this.#timer = setInterval(() => {
      if (this.#window.isGone(performance.now())) socket.terminate()
    }, CHECK_MS)
  }

  #play({ output }: Exec) {
    output.on('data', (bytes: Buffer) => {
      try {
        for (const packet of this.#packets.feed(bytes)) this.#send(packet)
      } catch (error) {
        this.#log.warn('An encoder of sound went astray', { cause: messageOf(error) })
        this.#socket.terminate()
      }
    })
  }

  #send(packet: Buffer) {
    if (!isOpusHeader(packet) && this.#window.admit()) this.#socket.sendBinary(packet)
  }

  message(bytes: Buffer) {
    if (bytes.length === 4) this.#window.hear(bytes.readUInt32BE(), performance.now())
  }

  drain() {}

  closed() {
    clearInterval(this.#timer)
    this.#program[Symbol.dispose]()
  }
}
