import type { VNode } from 'preact'

/** A page with made-up data: what the tests and scripts/preview.ts render. */
export interface Sample {
  readonly name: string
  readonly path: string
  readonly page: VNode
  /** Nobody is signed in. */
  readonly signedOut?: boolean
  /** Shown to somebody who is no admin. */
  readonly member?: boolean
}

/** What a person typed. The tests put something hostile in its place. */
export type Say = (text: string) => string

export const NOW = new Date('2026-11-22T14:32:00Z')

export function ago(seconds: number): Date {
  return new Date(NOW.getTime() - seconds * 1000)
}

export function id(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}
