import { Value } from '@sinclair/typebox/value'
import { ENCODER_CLOSE, ENCODER_SILENCE_MS, EncoderQuery } from '../../contract/encoder.ts'
import { messageOf } from '../../errors.ts'
import { type Exec, startExec } from '../exec.ts'
import type { Asked, GatewaySocket, Handler, Tools } from './handler.ts'

/** Each films the whole screen for one viewer, at a price in cores. */
const MOST_OF_A_SESSION = 3
const NO_SUCH_PROGRAM = 127

/** WebSocket `…/encoder`: the session's screen as a video, for a viewer whose picture moves. */
export function encoder({ docker, log }: Tools): Handler {
  /** Containers whose image cannot do it. Few, and known again after a restart by one more try. */
  const without = new Set<string>()
  const running = new Map<string, number>()

  async function film(socket: GatewaySocket, { session, container }: Asked, query: EncoderQuery) {
    const exec = await startExec(docker, { container, argv: ffmpeg(query) })
    void exec.ended.then(({ code, words }) => {
      const absent = code === NO_SUCH_PROGRAM || /unknown (encoder|input format)/i.test(words)
      if (absent) {
        without.add(container)
        log.info('The image has no encoder, so its picture stays without video', { session })
      } else if (code !== undefined) log.warn('An encoder ended', { session, code, words })
      socket.close(absent ? ENCODER_CLOSE.absent : ENCODER_CLOSE.ended)
    })
    return exec
  }

  return {
    open(socket, asked) {
      const { container, session, query: given } = asked
      const query = queryIn(given)
      const count = running.get(container) ?? 0
      let exec: Exec | undefined
      let over = false
      running.set(container, count + 1)
      // A viewer's host that lost its power says no goodbye.
      const silent = setTimeout(() => socket.terminate(), ENCODER_SILENCE_MS)

      if (!query) socket.close(ENCODER_CLOSE.malformed)
      else if (without.has(container)) socket.close(ENCODER_CLOSE.absent)
      else if (count >= MOST_OF_A_SESSION) socket.close(ENCODER_CLOSE.busy)
      else {
        film(socket, asked, query).then(
          (started) => {
            exec = started
            if (over) return started[Symbol.dispose]()
            started.output.on('data', (bytes: Buffer) => {
              if (socket.sendBinary(bytes) < 0) started.output.pause()
            })
          },
          (error: unknown) => {
            log.warn('An encoder could not be started', { session, cause: messageOf(error) })
            socket.close(ENCODER_CLOSE.ended)
          },
        )
      }
      return {
        message: () => silent.refresh(),
        drain: () => exec?.output.resume(),
        closed() {
          over = true
          clearTimeout(silent)
          exec?.[Symbol.dispose]()
          const left = (running.get(container) ?? 1) - 1
          if (left > 0) running.set(container, left)
          else running.delete(container)
        },
      }
    },
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
