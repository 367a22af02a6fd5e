import type { BrowserContext, Page } from 'playwright-core'

/** What a page saw of a moving picture since it was asked to begin. */
export type Seen = {
  /** Distinct pictures, by the time that each shows. */
  readonly frames: number
  readonly seconds: number
  /** Milliseconds from the drawing in the session to the canvas, of each. */
  readonly latencies: readonly number[]
  /** Of all WebSockets. */
  readonly bytes: number
  /** Frames of video that were put on the canvas. */
  readonly videoFrames: number
}

/**
 * Has the pages of a context count what they get. `decodes: false` takes the browser's video decoder
 * away, so that it is shown no video.
 */
export async function instrument(context: BrowserContext, { decodes = true } = {}): Promise<void> {
  await context.addInitScript((decodes: boolean) => {
    const counts = { bytes: 0, videoFrames: 0 }
    Reflect.set(window, 'streamCounts', counts)
    if (!decodes) Reflect.deleteProperty(window, 'VideoDecoder')
    // Not a class of our own: noVNC looks for methods in the prototype of what it is given.
    window.WebSocket = new Proxy(window.WebSocket, {
      construct(native, args: ConstructorParameters<typeof WebSocket>) {
        const socket = new native(...args)
        socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
          if (data instanceof ArrayBuffer) counts.bytes += data.byteLength
        })
        return socket
      },
    })
    const draw = CanvasRenderingContext2D.prototype.drawImage
    CanvasRenderingContext2D.prototype.drawImage = function (
      this: CanvasRenderingContext2D,
      ...args: unknown[]
    ) {
      if ('VideoFrame' in window && args[0] instanceof VideoFrame) counts.videoFrames++
      Reflect.apply(draw, this, args)
    }
  }, decodes)
}

/** Frames of video so far. */
export function videoFrames(page: Page): Promise<number> {
  return page.evaluate(() => {
    const counts: unknown = Reflect.get(window, 'streamCounts')
    const count: unknown =
      typeof counts === 'object' && counts && Reflect.get(counts, 'videoFrames')
    return typeof count === 'number' ? count : 0
  })
}

/** Reads the bar code of motion-program.ts from the canvas at every repaint for so many milliseconds. */
export function watchMotion(page: Page, milliseconds: number): Promise<Seen> {
  return page.evaluate(async (milliseconds: number) => {
    const BARS = 16
    const BAR = 32
    const read = () => {
      const counts: unknown = Reflect.get(window, 'streamCounts')
      const of = (name: string) => {
        const count: unknown = typeof counts === 'object' && counts && Reflect.get(counts, name)
        return typeof count === 'number' ? count : 0
      }
      return { bytes: of('bytes'), videoFrames: of('videoFrames') }
    }
    const strip = new OffscreenCanvas(BARS * BAR, 1)
    const context = strip.getContext('2d', { willReadFrequently: true })
    const latencies: number[] = []
    const began = performance.now()
    const before = read()
    let last = -1
    while (performance.now() - began < milliseconds) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const canvas = document.querySelector('canvas')
      if (!canvas || !context) continue
      context.drawImage(canvas, 0, BAR, BARS * BAR, 1, 0, 0, BARS * BAR, 1)
      const { data } = context.getImageData(0, 0, BARS * BAR, 1)
      let gray = 0
      for (let bit = 0; bit < BARS; bit++) {
        if ((data[(bit * BAR + BAR / 2) * 4 + 1] ?? 0) > 128) gray |= 1 << bit
      }
      let shown = 0
      for (let left = gray; left > 0; left >>= 1) shown ^= left
      if (shown === last) continue
      last = shown
      const late = ((Date.now() & 0xffff) - shown + 0x10000) & 0xffff
      if (late < 10_000) latencies.push(late)
    }
    const after = read()
    return {
      frames: latencies.length,
      seconds: (performance.now() - began) / 1000,
      latencies,
      bytes: after.bytes - before.bytes,
      videoFrames: after.videoFrames - before.videoFrames,
    }
  }, milliseconds)
}
