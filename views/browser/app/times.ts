const HOUR = 3_600_000

type Shape = keyof typeof SHAPES
/** How moments are written; the whole one is for who points at a time. */
const SHAPES = {
  clock: { timeStyle: 'short' },
  exact: { timeStyle: 'medium' },
  day: { month: 'short', day: 'numeric' },
  moment: { dateStyle: 'medium', timeStyle: 'short' },
  whole: { dateStyle: 'full', timeStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** The server writes older moments in UTC; the reader wants their own clock. */
export function showLocalTimes(): void {
  const now = new Date()
  for (const time of document.querySelectorAll('time[datetime]')) {
    const at = momentOf(time)
    const shape = at && shapeOf(time, at, now)
    if (shape) time.textContent = written(at, shape)
  }
}

/** The whole of a moment, for who points at it: made then, since a page may have hundreds. */
export function watchTimes(): void {
  document.addEventListener('pointerover', ({ target }) => {
    const time = target instanceof Element ? target.closest('time[datetime]') : null
    const at = time && momentOf(time)
    if (at) time.setAttribute('title', written(at, 'whole'))
  })
}

function momentOf(time: Element): Date | undefined {
  const at = new Date(time.getAttribute('datetime') ?? '')
  return Number.isNaN(at.getTime()) ? undefined : at
}

/** Nothing where what the server wrote is better: how long ago it was. */
function shapeOf(time: Element, at: Date, now: Date): Shape | undefined {
  const mark = time.getAttribute('data-mark')
  if (mark !== null) return mark === 'clock' ? 'clock' : 'day'
  const exact = time.hasAttribute('data-exact')
  if (!exact && now.getTime() - at.getTime() < HOUR) return undefined
  if (at.toDateString() !== now.toDateString()) return 'moment'
  return exact ? 'exact' : 'clock'
}

/** Making a format costs a hundred times what using one does. */
const formats = new Map<Shape, Intl.DateTimeFormat>()

function written(at: Date, shape: Shape): string {
  const format = formats.get(shape) ?? new Intl.DateTimeFormat(localeOfPage(), SHAPES[shape])
  formats.set(shape, format)
  return format.format(at)
}

/** The language of the page, in the variety that this browser prefers: British English, say. */
function localeOfPage(): string {
  const { lang } = document.documentElement
  return navigator.languages.find((one) => one.split('-')[0] === lang) ?? lang
}
