import { sendKey } from './keysyms.ts'
import { fill } from './notices.ts'
import { fieldOf, numberIn, type Progress, textIn } from './progress.ts'
import type { Viewing } from './viewing.ts'

const LIMIT_WARNING = 5 * 60
const IDLE_WARNING = 2 * 60
const LAST_CALL = 60
/** The front door reports keys and clicks now and then; here they are known at once. */
const BUSY_FOR = 45_000

/** What `progress` says will happen to the session by itself (domain/time-left.ts), by this page's clock. */
interface End {
  readonly at: number
  readonly action: string
  /** What an extension has to name, and how many there are. */
  readonly ends: number | undefined
  readonly extensions: number
}

/** Counts down to a time limit and to the end of an idle session, and offers what can be done about it. */
export function watchWarnings({ stage, screen, connection, toSession }: Viewing): void {
  const limit = new Warning(stage, 'limit', LIMIT_WARNING)
  const idle = new Warning(stage, 'idle', IDLE_WARNING)
  let busyUntil = 0

  connection.listen({
    told(progress) {
      limit.know(endIn(progress, 'limit'))
      idle.know(endIn(progress, 'idle'))
      tick()
    },
    changed(state) {
      if (state.kind !== 'connected' && state.kind !== 'reconnecting') idle.know(undefined)
    },
  })
  function tick(): void {
    limit.tick()
    if (performance.now() < busyUntil) idle.hide()
    else idle.tick()
  }
  setInterval(tick, 1000)
  const busy = () => {
    busyUntil = performance.now() + BUSY_FOR
  }
  for (const part of [screen, ...stage.querySelectorAll('[data-keyboard]')]) {
    for (const type of ['keydown', 'pointerdown', 'wheel']) {
      part.addEventListener(type, busy, { capture: true, passive: true })
    }
  }
  stage.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element) || !target.closest('[data-stay]')) return
    // A key that does nothing by itself is a sign of life like any other.
    if (connection.rfb) sendKey(connection.rfb, 'ShiftLeft')
    busy()
    idle.hide()
    toSession()
    connection.hurry()
  })
}

function endIn(progress: Progress, kind: 'limit' | 'idle'): End | undefined {
  const found = fieldOf(progress.body, kind)
  const seconds = numberIn(found, 'seconds')
  const action = textIn(found, 'action')
  if (seconds === undefined || action === undefined) return undefined
  return {
    at: performance.now() + seconds * 1000,
    action,
    ends: numberIn(found, 'ends'),
    extensions: numberIn(found, 'extensions') ?? 0,
  }
}

/** One of the boxes `data-warning`, and the line in the panel that says the same early. */
class Warning {
  #end: End | undefined
  /** Seconds before the end from which it is shown: less once the person asked for later. */
  #from: number
  readonly #usual: number
  readonly #stage: HTMLElement
  readonly #box: HTMLElement | null
  readonly #line: HTMLElement | null

  constructor(stage: HTMLElement, kind: 'limit' | 'idle', from: number) {
    this.#stage = stage
    this.#usual = from
    this.#from = from
    this.#box = stage.querySelector(`[data-warning=${kind}]`)
    this.#line = stage.querySelector(`[data-time=${kind}]`)
    this.#box?.querySelector('[data-later]')?.addEventListener('click', () => {
      this.#from = this.#left() > LAST_CALL ? LAST_CALL : 0
      this.hide()
    })
  }

  know(end: End | undefined): void {
    const isLater = end && this.#end && end.at > this.#end.at + 60_000
    if (isLater || end?.action !== this.#end?.action) this.#from = this.#usual
    this.#end = end
    if (!end) this.hide()
    this.#offerExtension()
    const template = end && this.#line?.getAttribute(`data-${end.action}`)
    if (!this.#line) return
    this.#line.hidden = !template
    this.#line.textContent = fill(template ?? '', { time: clock(this.#left()) })
  }

  tick(): void {
    const box = this.#box
    const end = this.#end
    if (!box || !end) return
    const left = this.#left()
    if (left > this.#from) {
      this.hide()
      return
    }
    const title = box.getAttribute(`data-title-${end.action}`) ?? ''
    show(box.querySelector('[data-title]'), fill(title, { left: countdown(left) }))
    if (box.hidden) this.#appear(box, end, left)
  }

  hide(): void {
    if (this.#box) this.#box.hidden = true
  }

  #appear(box: HTMLElement, end: End, left: number): void {
    for (const text of box.querySelectorAll<HTMLElement>('[data-of]')) {
      text.hidden = text.dataset.of !== end.action
    }
    const last = left <= LAST_CALL
    for (const word of box.querySelectorAll<HTMLElement>('[data-last]')) {
      word.hidden = (word.dataset.last === 'true') !== last
    }
    box.hidden = false
    // Said once: ticking figures are for the eye.
    const said = box.getAttribute(`data-said-${end.action}`) ?? ''
    show(box.querySelector('[data-said]'), fill(said, { minutes: String(Math.ceil(left / 60)) }))
  }

  #offerExtension(): void {
    const { ends, extensions = 0 } = this.#end ?? {}
    if (!this.#box?.matches('[data-warning=limit]')) return
    for (const button of this.#stage.querySelectorAll<HTMLElement>('[data-act=extend]')) {
      button.hidden = ends === undefined || extensions === 0
      button.dataset.seen = String(ends ?? '')
    }
  }

  #left(): number {
    return Math.max(0, ((this.#end?.at ?? 0) - performance.now()) / 1000)
  }
}

function show(place: Element | null, text: string): void {
  if (place) place.textContent = text
}

/** 4:58 */
function countdown(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** The local time that many seconds from now. */
function clock(seconds: number): string {
  const format = { hour: '2-digit', minute: '2-digit' } as const
  return new Date(Date.now() + seconds * 1000).toLocaleTimeString(
    document.documentElement.lang,
    format,
  )
}
