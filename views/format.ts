import type { Texts } from '../src/texts/index.ts'

const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB

/** At most one digit behind the point, and none where it would be a zero; English ones can be typed back. */
export function figure({ common }: Texts, value: number, digits = 1): string {
  const form = { maximumFractionDigits: digits, useGrouping: false }
  return new Intl.NumberFormat(common.locale, form).format(value)
}

/** Memory, in the unit that keeps it readable: `4 GiB`, `512 MiB`. Exact forms can be typed back. */
export function formatMemory(texts: Texts, bytes: number): string {
  if (bytes >= GIB) return texts.common.gibibytes(figure(texts, bytes / GIB))
  if (bytes >= MIB) return texts.common.mebibytes(figure(texts, bytes / MIB))
  if (bytes >= KIB) return texts.common.kibibytes(figure(texts, bytes / KIB))
  return texts.common.bytes(bytes)
}

/** Disks and images count in thousands. */
export function formatDisk(texts: Texts, bytes: number): string {
  if (bytes >= 1e9) return texts.common.gigabytes(figure(texts, bytes / 1e9))
  return texts.common.megabytes(figure(texts, bytes / 1e6))
}

export function formatCpus(texts: Texts, cores: number): string {
  return texts.common.cpus(figure(texts, cores, 2))
}

export function formatDuration(texts: Texts, seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60)
    return texts.common.seconds(whole < 10 ? figure(texts, Math.max(0, seconds)) : `${whole}`)
  const minutes = Math.floor(whole / 60)
  if (minutes < 10) return texts.common.minutesSeconds(minutes, whole % 60)
  if (minutes < 60) return texts.common.minutes(minutes)
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return texts.common.hoursMinutes(hours, minutes % 60)
  return texts.common.daysHours(Math.floor(hours / 24), hours % 24)
}

const DAY_ONLY = { month: 'short', day: 'numeric' } as const
const SAME_DAY = { year: 'numeric', month: '2-digit', day: '2-digit' } as const

function inUtc({ common }: Texts, at: Date, form: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(common.locale, { ...form, timeZone: 'UTC' }).format(at)
}

function onSameDay(texts: Texts, one: Date, other: Date): boolean {
  return inUtc(texts, one, SAME_DAY) === inUtc(texts, other, SAME_DAY)
}

/** The clock to the second, for what happened within a moment; with its date where that is not today's. */
export function formatExactTime(texts: Texts, at: Date, now: Date): string {
  if (onSameDay(texts, at, now)) return inUtc(texts, at, { timeStyle: 'medium' })
  return inUtc(texts, at, { dateStyle: 'medium', timeStyle: 'short' })
}

/** A mark below a chart: the clock within a few days, else the day. In UTC, as all of them. */
export function formatMark(texts: Texts, at: Date, mark: 'clock' | 'day'): string {
  return inUtc(texts, at, mark === 'clock' ? { timeStyle: 'short' } : DAY_ONLY)
}

/** Relative under an hour, then clock, then date (all in UTC, since the server knows no zone). */
export function formatTime(texts: Texts, at: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  if (seconds < 5) return texts.common.justNow
  if (seconds < 60) return texts.common.secondsAgo(seconds)
  if (seconds < 3600) return texts.common.minutesAgo(Math.floor(seconds / 60))
  if (onSameDay(texts, at, now)) return inUtc(texts, at, { timeStyle: 'short' })
  return inUtc(texts, at, { dateStyle: 'medium', timeStyle: 'short' })
}
