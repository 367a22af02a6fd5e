import type { Viewing } from './viewing.ts'

const EVERY = 1000
const NO_ANSWER = 5000

/**
 * Statistics of the picture while they are asked for: how long the server takes to answer, how often the
 * canvas changes, what the stream brings, and whether that is video. Nothing is counted otherwise.
 */
export function watchStatistics({ stage, screen, connection }: Viewing): void {
  const asked = stage.querySelector<HTMLInputElement>('[data-statistics-switch]')
  const table = stage.querySelector<HTMLElement>('[data-statistics]')
  if (!asked || !table) return
  const list: HTMLElement = table
  let bytes = 0
  let stop: (() => void) | undefined

  connection.listen({
    opened: (_rfb, socket) =>
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) bytes += data.byteLength
      }),
  })
  asked.addEventListener('change', () => {
    list.hidden = !asked.checked
    stop?.()
    stop = asked.checked ? start() : undefined
  })

  function start(): () => void {
    const drawing = countDrawing(screen)
    let since = performance.now()
    bytes = 0
    const timer = setInterval(async () => {
      const now = performance.now()
      const seconds = (now - since) / 1000
      since = now
      const { pictures, video } = drawing.take()
      write('frames', (pictures / seconds).toFixed(0))
      write('bandwidth', ((bytes * 8) / seconds / 1e6).toFixed(2))
      bytes = 0
      for (const mode of list.querySelectorAll<HTMLElement>('[data-mode]')) {
        mode.hidden = (mode.dataset.mode === 'video') !== video
      }
      const took = await roundTrip(list.dataset.probe ?? '')
      if (took !== undefined) write('latency', took.toFixed(0))
    }, EVERY)
    return () => {
      clearInterval(timer)
      drawing.stop()
    }
  }

  function write(name: string, value: string): void {
    const place = list.querySelector(`[data-figure="${name}"]`)
    if (place) place.textContent = value
  }
}

/** How long the server takes to say that it is there, in milliseconds. */
async function roundTrip(path: string): Promise<number | undefined> {
  const began = performance.now()
  try {
    const { body } = await fetch(path, {
      cache: 'no-store',
      signal: AbortSignal.timeout(NO_ANSWER),
    })
    const took = performance.now() - began
    // An answer that nobody reads to its end keeps its connection.
    await body?.cancel()
    return took
  } catch {
    return undefined // The connection's own watch says so, if it lasts.
  }
}

/**
 * Counts repaints on which the canvas of the screen changed. noVNC tells nobody, so it is heard at the one
 * place that all of them pass, which is put back as it was afterwards.
 */
function countDrawing(screen: HTMLElement) {
  const { prototype } = CanvasRenderingContext2D
  const draw = prototype.drawImage
  let pictures = 0
  let video = false
  let counted = false
  prototype.drawImage = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
    if ('VideoFrame' in window && args[0] instanceof VideoFrame) video = true
    if (!counted && screen.contains(this.canvas)) {
      counted = true
      pictures++
      requestAnimationFrame(() => {
        counted = false
      })
    }
    Reflect.apply(draw, this, args)
  }
  return {
    take() {
      const taken = { pictures, video }
      pictures = 0
      video = false
      return taken
    },
    stop() {
      prototype.drawImage = draw
    },
  }
}
