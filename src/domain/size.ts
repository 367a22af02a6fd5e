/** Decimal and binary units as people write them; a single letter counts in 1024s, as Docker's do. */
const UNITS = new Map(
  Object.entries({
    b: 1,
    kb: 1e3,
    mb: 1e6,
    gb: 1e9,
    tb: 1e12,
    k: 1024,
    m: 1024 ** 2,
    g: 1024 ** 3,
    t: 1024 ** 4,
    kib: 1024,
    mib: 1024 ** 2,
    gib: 1024 ** 3,
    tib: 1024 ** 4,
  }),
)

/** Bytes of `4 GiB`, `0.5g` or `512 MB`, whole; undefined where it has no unit or is no size. */
export function parseSize(typed: string): number | undefined {
  const [, figure = '', unit = ''] =
    /^(\d{1,15}(?:[.,]\d{1,6})?)\s*([a-z]+)$/i.exec(typed.trim()) ?? []
  const factor = UNITS.get(unit.toLowerCase())
  if (figure === '' || factor === undefined) return undefined
  const bytes = Math.round(Number(figure.replace(',', '.')) * factor)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** The form that can be typed back without loss: the largest unit that divides it. */
export function exactSize(bytes: number): string {
  for (const unit of ['TiB', 'TB', 'GiB', 'GB', 'MiB', 'MB', 'KiB', 'kB']) {
    const factor = UNITS.get(unit.toLowerCase()) ?? 1
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor} ${unit}`
  }
  return `${bytes} B`
}
