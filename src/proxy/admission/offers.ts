import type { Route } from '../../contract/routes.ts'
import { type Ability, hasAbility } from '../../domain/abilities.ts'
import type { RequestHead } from '../../wire/http1-request.ts'

/** What it takes; 'none' = whoever may see the screen may have it. */
export type Price = Ability | 'none'

/**
 * What a browser may ask the gateway of its session's host for, as the first part of a path after
 * `/s/<session>/`, by method (a WebSocket begins with GET). What is not here does not exist for browsers.
 */
const OFFERS: Readonly<Record<string, Readonly<Record<string, Price>>>> = {
  files: { GET: 'download', PUT: 'upload' },
  prints: { GET: 'printing' },
  sound: { GET: 'sound' },
  microphone: { GET: 'microphone' },
  preview: { GET: 'none' },
}

/** Undefined where it is not offered. */
export function priceOf(what: string, { method }: RequestHead): Price | undefined {
  return Object.hasOwn(OFFERS, what) ? OFFERS[what]?.[method] : undefined
}

/** Whether the person of this session may have it now. */
export function isAffordable(price: Price, { abilities }: Route): boolean {
  return price === 'none' || hasAbility(abilities, price)
}
