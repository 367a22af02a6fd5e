import { Value } from '@sinclair/typebox/value'
import { ENCODER_CLOSE, ENCODER_SILENCE_MS, EncoderQuery } from '../../contract/encoder.ts'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { type Exec, startExec } from '../exec.ts'
import type { Asked, Handler, SocketUser, Tools } from './handler.ts'

/** Each films the whole screen for one viewer, at a price in cores. */
const MOST_OF_A_SESSION = 3
/** As a shell has it: the program, or the shell that was to run it, is not there. */
const NO_SUCH_PROGRAM: readonly (number | undefined)[] = [126, 127]

/** What an encoder needs of its socket. */
export type EncoderSocket = {
  /** Negative where the reader is slow: more waits for `drain`. */
  sendBinary(bytes: Uint8Array): number
  close(code: number): void
  terminate(): void
}

/** WebSocket `…/encoder`: the session's screen as a video, for a viewer whose picture moves. */
export function encoder({ docker, log }: Tools): Handler {
  const start = (container: string, argv: readonly string[]) =>
    startExec(docker, { container, argv })
  return { open: openEncoders(start, log) }
}

export function openEncoders(
  start: (container: string, argv: readonly string[]) => Promise<Exec>,
  log: Logger,
): (socket: EncoderSocket, asked: Asked) => SocketUser {
  /** Containers whose image cannot do it. Few, and known again after a restart by one more try. */
  const without = new Set<string>()
  const running = new Map<string, number>()

  /** Counts one more encoder of a container, or one less. */
  function count(container: string, more: 1 | -1) {
    const now = (running.get(container) ?? 0) + more
    if (now > 0) running.set(container, now)
    else running.delete(container)
  }

  function refusal(query: EncoderQuery | undefined, container: string): number | undefined {
    if (!query) return ENCODER_CLOSE.malformed
    if (without.has(container)) return ENCODER_CLOSE.absent
    const many = (running.get(container) ?? 0) >= MOST_OF_A_SESSION
    return many ? ENCODER_CLOSE.busy : undefined
  }

  return (socket, { container, session, query: given }) => {
    const query = queryIn(given)
    const code = refusal(query, container)
    if (!query || code !== undefined) {
      socket.close(code ?? ENCODER_CLOSE.malformed)
      return { message() {}, drain() {}, closed() {} }
    }
    let exec: Exec | undefined
    let over = false
    count(container, 1)
    // A viewer's host that lost its power says no goodbye.
    const silent = setTimeout(() => socket.terminate(), ENCODER_SILENCE_MS)

    function film(started: Exec) {
      exec = started
      if (over) return started[Symbol.dispose]()
      started.output.on('data', (bytes: Buffer) => {
        if (socket.sendBinary(bytes) < 0) started.output.pause()
      })
      void started.ended.then(({ code, words }) => {
        if (over) return
        const absent = NO_SUCH_PROGRAM.includes(code) || /unknown (encoder|input)/i.test(words)
        if (absent) without.add(container)
        log.warn('An encoder ended', { session, code, words, absent })
        socket.close(absent ? ENCODER_CLOSE.absent : ENCODER_CLOSE.ended)
      })
    }

    start(container, ffmpeg(query)).then(film, (error: unknown) => {
      log.warn('An encoder could not be started', { session, cause: messageOf(error) })
      socket.close(ENCODER_CLOSE.ended)
    })
    return {
      message: () => silent.refresh(),
      drain: () => exec?.output.resume(),
      closed() {
        over = true
        clearTimeout(silent)
        exec?.[Symbol.dispose]()
        count(container, -1)
      },
    }
  }
}

function queryIn(query: URLSearchParams): EncoderQuery | undefined {
  const asked: unknown = Object.fromEntries(
    [...query].map(([name, value]) => [name, Number(value)]),
  )
  return Value.Check(EncoderQuery, asked) ? asked : undefined
}

/**
 * One slice a frame, since noVNC takes every slice for a frame; no frame waits for a later one; key frames
 * seldom, since whoever misses a frame starts anew. Half a second's worth of the rate may come at once.
 * Colours are said to be those of HDTV, which browsers would guess from the size otherwise; odd sizes are
 * made even, and browsers cut off what is too much.
 */
function ffmpeg({ width, height, frames, rate }: EncoderQuery): string[] {
  const quality = `slices=1:sliced-threads=0:threads=1:keyint=${frames * 20}:scenecut=0:bframes=0`
  const colours = 'colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=off'
  return [
    ...['nice', '-n', '2', 'ffmpeg', '-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...['-fflags', 'nobuffer', '-probesize', '32', '-f', 'x11grab', '-draw_mouse', '0'],
    ...['-framerate', String(frames), '-video_size', `${width}x${height}`, '-i', ':1'],
    ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv'],
    ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency'],
    ...['-profile:v', 'baseline', '-x264-params', `${quality}:${colours}`],
    ...['-crf', '25', '-maxrate', `${rate}k`, '-bufsize', `${Math.ceil(rate / 2)}k`],
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', '-flush_packets', '1', 'pipe:1'],
  ]
}
