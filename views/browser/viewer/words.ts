/** The sentences that the page has brought along below an element, by name, with their figures filled in. */
export type Words = (name: string, figures?: Readonly<Record<string, string>>) => string

export function wordsIn(place: Element): Words {
  return (name, figures = {}) => {
    const word = place.querySelector(`[data-word="${CSS.escape(name)}"]`)?.textContent ?? ''
    return word.replace(/\{(\w+)\}/g, (_, figure: string) => figures[figure] ?? '')
  }
}

/** Bytes as disks count them, in the language of the page: `61 MB`. */
export function sizeOf(bytes: number): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  const step = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3) - 1))
  const value = bytes / 1000 ** (step + 1)
  return inUnit(value, units[step] ?? 'terabyte', value < 10 ? 1 : 0)
}

/** How long something still takes, roughly. */
export function durationOf(seconds: number): string {
  if (seconds < 60) return inUnit(Math.max(1, Math.ceil(seconds)), 'second', 0)
  if (seconds < 3600) return inUnit(Math.ceil(seconds / 60), 'minute', 0)
  return inUnit(seconds / 3600, 'hour', 1)
}

/** The clock of today, else the date with it. */
export function momentOf(milliseconds: number): string {
  const at = new Date(milliseconds)
  const today = at.toDateString() === new Date().toDateString()
  return at.toLocaleString(
    localeOfPage(),
    today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  )
}

/** The language of the page, in the variety that this browser prefers: British English, say. */
function localeOfPage(): string {
  const { lang } = document.documentElement
  return navigator.languages.find((one) => one.split('-')[0] === lang) ?? lang
}

function inUnit(value: number, unit: string, maximumFractionDigits: number): string {
  const form = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits } as const
  return new Intl.NumberFormat(localeOfPage(), form).format(value)
}
