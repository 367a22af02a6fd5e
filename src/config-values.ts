/** Parsers of the values that settings have; each throws a sentence that says what would be right. */
import { isIP } from 'node:net'
import { isLabel, MOST_LABELS } from './labels.ts'

/** A value that must not be printed by accident. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }
}

export function text(typed: string): string {
  return typed.trim()
}

export function whole(typed: string): number {
  if (/^\d{1,9}$/.test(typed)) return Number(typed)
  throw new Error(`"${typed}" is not a whole number`)
}

export function positive(typed: string): number {
  const number = whole(typed)
  if (number > 0) return number
  throw new Error('it must be at least 1')
}

/** One of a few words. */
export function oneOf<const T extends string>(...words: readonly T[]): (typed: string) => T {
  return (typed) => {
    const found = words.find((word) => word === typed)
    if (found !== undefined) return found
    throw new Error(`"${typed}" is none of ${words.join(', ')}`)
  }
}

export function choice(typed: string): boolean {
  if (typed === 'true' || typed === 'false') return typed === 'true'
  throw new Error(`"${typed}" is neither true nor false`)
}

export function port(typed: string): number {
  const number = whole(typed)
  if (number <= 65535) return number
  throw new Error(`${typed} is not a port: ports go from 1 to 65535, and 0 takes any free one`)
}

/** Empty: none is named. */
/** One that may be left to us (undefined), or not be wanted. */
export function portOrNone(typed: string): number | 'none' | undefined {
  if (typed === '' || typed === 'none') return typed === '' ? undefined : 'none'
  const number = port(typed)
  if (number > 0) return number
  throw new Error('it must be a port from 1 to 65535, or none')
}

export function optionalAddress(typed: string): ReturnType<typeof address> | undefined {
  return typed === '' ? undefined : address(typed)
}

export function optionalPort(typed: string): number | undefined {
  return typed === '' ? undefined : port(typed)
}

/** A name below which others are, such as sessions.example.com. */
export function domain(typed: string): string {
  const name = typed.trim().toLowerCase().replace(/^\*\./, '')
  if (name === '' || /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name))
    return name
  throw new Error(`"${typed}" is no domain, such as sessions.example.com`)
}

export function address(typed: string): { hostname: string; port: number } {
  const cut = typed.lastIndexOf(':')
  if (cut < 1) throw new Error(`"${typed}" is not ADDRESS:PORT, such as 127.0.0.1:7480`)
  // Brackets keep the colons of an IPv6 address apart from the port's; they are not part of it.
  const hostname = /^\[(.+)\]$/.exec(typed.slice(0, cut))?.[1] ?? typed.slice(0, cut)
  return { hostname, port: port(typed.slice(cut + 1)) }
}

export function url(typed: string): string {
  if (typed === '' || (URL.canParse(typed) && /^https?:$/.test(new URL(typed).protocol)))
    return typed
  throw new Error(`"${typed}" is not a URL that begins with http:// or https://`)
}

/** Networks such as 10.0.0.0/8 or fd00::/8, and single addresses. */
export function networks(typed: string): readonly string[] {
  return list(typed).map((network) => {
    const [address, bits] = split(network, '/')
    const most = address.includes('%') ? 0 : { 4: 32, 6: 128 }[isIP(address)]
    if (most && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
      return network
    throw new Error(`"${network}" is no address or network, such as 10.0.0.7 or 10.0.0.0/8`)
  })
}

export function list(typed: string): readonly string[] {
  return typed.split(',').map(text).filter(Boolean)
}

/** Of addresses; without a slash at its end. */
export function prefix(typed: string): string {
  const path = typed.trim().replace(/\/$/, '')
  const dotted = /\/\.{1,2}(\/|$)/.test(path)
  if (path === '' || (/^(\/[\w.~-]+)+$/.test(path) && !dotted)) return path
  throw new Error(`"${typed}" is no path before addresses, such as /casement`)
}

/** Absolute folders, none of them the whole host; written without a slash at the end. */
export function folders(typed: string): readonly string[] {
  return list(typed).map((folder) => {
    const path = folder.replace(/\/+$/, '')
    const plain = /^(\/[^/{}]+)+$/.test(path) && !/\/\.{1,2}(\/|$)/.test(path)
    if (plain) return path
    throw new Error(`"${folder}" is no folder to let sessions have, such as /srv/profiles`)
  })
}

/** Each of this form; `what` they are, with an example. */
export function named(form: RegExp, what: string) {
  return (typed: string): readonly string[] =>
    list(typed).map((name) => {
      if (form.test(name)) return name
      throw new Error(`"${name}" is no ${what}`)
    })
}

export function level(typed: string): 'debug' | 'info' | 'warn' | 'error' {
  if (typed === 'debug' || typed === 'info' || typed === 'warn' || typed === 'error') return typed
  throw new Error(`"${typed}" is no log level: debug, info, warn or error`)
}

/** What is before the first `at`, and what is behind it; undefined where there is none. */
export function split(word: string, at: string): [string, string | undefined] {
  const cut = word.indexOf(at)
  return cut < 0 ? [word, undefined] : [word.slice(0, cut), word.slice(cut + 1)]
}

export function databaseUrl(typed: string): Secret | undefined {
  if (typed === '') return undefined
  if (URL.canParse(typed) && /^postgres(ql)?:$/.test(new URL(typed).protocol))
    return new Secret(typed)
  throw new Error('it must have the form postgres://user:password@host:5432/database')
}

export function secret(typed: string): Secret | undefined {
  return typed === '' ? undefined : new Secret(typed)
}

export function labels(typed: string): readonly string[] {
  const all = [...new Set(list(typed))]
  const wrong = all.find((label) => !isLabel(label))
  if (wrong !== undefined) {
    throw new Error(
      `"${wrong}" is no label: a word such as gpu, or disk=ssd, of letters, digits, . _ - and /`,
    )
  }
  if (all.length <= MOST_LABELS) return all
  throw new Error(`these are ${all.length} labels, at most ${MOST_LABELS} fit`)
}
