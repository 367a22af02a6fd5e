import { streamUrl } from '../viewer/stream-url.ts'
import type { Rows } from './rows.ts'

/** Opens a WebSocket as a desktop's stream, and looks how long it may be quiet. */
export async function tryQuiet(place: HTMLElement, rows: Rows): Promise<void> {
  const { front = '', stream = '', proof = '', quiet = '' } = place.dataset
  const seconds = Number(quiet)
  const ticket = await fetch(`${front}/ticket`, { method: 'POST' }).catch(() => undefined)
  const opened = ticket?.ok ? await open(streamUrl(stream, proof)) : undefined
  rows.show('websocket', opened ? 'good' : 'refused')
  if (!opened) return rows.show('idle', 'untried')
  const bar = place.querySelector<HTMLProgressElement>('[data-check=idle] progress')
  const since = performance.now()
  const elapsed = () => (performance.now() - since) / 1000
  const ticking = setInterval(() => {
    if (bar) bar.value = Math.min(seconds, elapsed())
  }, 250)
  const cut = Promise.withResolvers<'cut'>()
  opened.addEventListener('close', () => cut.resolve('cut'))
  const patience = Promise.withResolvers<'good'>()
  const timer = setTimeout(() => patience.resolve('good'), seconds * 1000)
  const outcome = await Promise.race([cut.promise, patience.promise])
  const lasted = Math.round(elapsed())
  clearInterval(ticking)
  clearTimeout(timer)
  opened.close()
  rows.show('idle', outcome, { seconds: String(lasted) })
}

/** A proxy that neither passes it on nor refuses it is as good as one that refuses. */
const OPENING_MS = 15_000

async function open(url: URL): Promise<WebSocket | undefined> {
  const socket = new WebSocket(url)
  const opening = Promise.withResolvers<WebSocket | undefined>()
  socket.addEventListener('open', () => opening.resolve(socket))
  socket.addEventListener('close', () => opening.resolve(undefined))
  const timer = setTimeout(() => opening.resolve(undefined), OPENING_MS)
  const opened = await opening.promise
  clearTimeout(timer)
  if (!opened) socket.close()
  return opened
}
