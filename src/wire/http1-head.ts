import { COLON, CR, isText, isToken, LF, SPACE, TAB } from './bytes.ts'
import { readLatin1 } from './latin1.ts'

/** Start line and fields together, with their line ends. */
export const HEAD_LIMIT = 32 * 1024
export const FIELD_LIMIT = 100

/** Why a message is not taken: the status to answer with, and a sentence that says what is wrong. */
export class HeadRefusal {
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string) {
    this.status = status
    this.reason = reason
  }
}

/**
 * Index after the empty line that ends the head; 0 while it is incomplete; -1 where a line ends
 * without CR or the head begins with an empty line. `from` is how far earlier calls have looked.
 */
export function headEnd(bytes: Buffer, from = 0): number {
  // Lines are short: a call of indexOf for each takes longer than to look at every byte.
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] !== LF) continue
    if (at < 2 || bytes[at - 1] !== CR) return -1
    if (bytes[at - 2] === LF) return at + 1
  }
  return 0
}

/** Fields that either side of the proxy acts on; every other one is OTHER and passes as it is. */
const NAMES = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'cookie',
  'origin',
  'accept',
  'accept-language',
  'content-type',
  'expect',
  'sec-fetch-site',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-protocol',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'forwarded',
  'x-real-ip',
  'x-request-id',
  'via',
  'user-agent',
  'x-forwarded-',
  'x-casement-',
] as const

export type FieldName = (typeof NAMES)[number] | 'other' | 'underscored'

const UNDERSCORE = 95

/** Names that stand for all that begin with them. */
const PREFIXES: readonly FieldName[] = ['x-forwarded-', 'x-casement-']

const WHOLE = NAMES.filter((name) => !PREFIXES.includes(name))
const LONGEST = Math.max(...WHOLE.map((name) => name.length))
const BY_LENGTH = Array.from({ length: LONGEST + 1 }, (_, length) =>
  WHOLE.filter((name) => name.length === length),
)

/** Where each field of one head lies. One table serves every head: it is read and rewritten in one go. */
export class Fields {
  count = 0
  readonly names: FieldName[] = new Array<FieldName>(FIELD_LIMIT).fill('other')
  readonly #nameAt = new Uint16Array(FIELD_LIMIT)
  readonly #valueAt = new Uint16Array(FIELD_LIMIT)
  readonly #valueEnd = new Uint16Array(FIELD_LIMIT)
  /** Those that were asked for. */
  readonly #values: (string | undefined)[] = new Array<string | undefined>(FIELD_LIMIT).fill(
    undefined,
  )
  #bytes: Buffer = Buffer.alloc(0)
  #end = 0

  /** Reads the field lines from `at` to the empty line that ends the head at `end`. */
  parse(bytes: Buffer, at: number, end: number): HeadRefusal | undefined {
    this.#bytes = bytes
    this.count = 0
    let p = at
    while (bytes[p] !== CR) {
      const field = this.count++
      if (field === FIELD_LIMIT) return new HeadRefusal(431, `More than ${FIELD_LIMIT} fields`)
      const nameAt = p
      while (isToken(bytes[p])) p++
      if (p === nameAt || bytes[p] !== COLON) return new HeadRefusal(400, 'Malformed field name')
      this.names[field] = nameOf(bytes, nameAt, p)
      p++
      while (bytes[p] === SPACE || bytes[p] === TAB) p++
      const valueAt = p
      while (isText(bytes[p])) p++
      if (bytes[p] !== CR || bytes[p + 1] !== LF)
        return new HeadRefusal(400, 'Malformed field value')
      this.#nameAt[field] = nameAt
      this.#valueAt[field] = valueAt
      this.#valueEnd[field] = trimEnd(bytes, valueAt, p)
      this.#values[field] = undefined
      p += 2
    }
    this.#end = p
    return p + 2 === end ? undefined : new HeadRefusal(400, 'Malformed line end')
  }

  value(field: number): string {
    const known = this.#values[field]
    if (known !== undefined) return known
    const value = readLatin1(this.#bytes, this.#valueAt[field] ?? 0, this.#valueEnd[field] ?? 0)
    this.#values[field] = value
    return value
  }

  /** The first field of that name. */
  get(name: FieldName): string | undefined {
    for (let field = 0; field < this.count; field++) {
      if (this.names[field] === name) return this.value(field)
    }
    return undefined
  }

  /** The first field of that lower-case name, whether it is one of those that we know or not. */
  find(name: string): string | undefined {
    for (let field = 0; field < this.count; field++) {
      if (this.isNamed(field, name)) return this.value(field)
    }
    return undefined
  }

  /** Whether this field's name is the given lower-case one. */
  isNamed(field: number, name: string): boolean {
    const at = this.#nameAt[field] ?? 0
    return this.#bytes[at + name.length] === COLON && beginsWith(this.#bytes, at, name)
  }

  /** Copies the lines of all fields that `keep` lets pass to `out`; returns where they end there. */
  copy(out: Buffer, at: number, keep: (field: number) => boolean): number {
    let to = at
    let from = -1
    for (let field = 0; field < this.count; field++) {
      const line = this.#nameAt[field] ?? 0
      if (keep(field)) {
        if (from < 0) from = line
      } else if (from >= 0) {
        to += this.#bytes.copy(out, to, from, line)
        from = -1
      }
    }
    if (from >= 0) to += this.#bytes.copy(out, to, from, this.#end)
    return to
  }
}

/** What a `Connection` field says, beyond the fields that it names. */
export type ConnectionOptions = {
  close: boolean
  keepAlive: boolean
  upgrade: boolean
  /** Lower-case names of fields that are for this hop alone. */
  readonly named: string[]
}

/** Fields that a message cannot lose without changing what it says: naming them is an attack. */
const NEVER_HOP = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'cookie',
  'authorization',
])

/** Adds the options of one `Connection` field; false where they cannot be honoured. */
export function addConnectionOptions(value: string, options: ConnectionOptions): boolean {
  if (value === 'keep-alive') {
    options.keepAlive = true // what nearly all say
    return true
  }
  for (const part of value.toLowerCase().split(',')) {
    const option = part.trim()
    if (option === '') continue
    if (option === 'close') options.close = true
    else if (option === 'keep-alive') options.keepAlive = true
    else if (option === 'upgrade') options.upgrade = true
    else if (!NEVER_HOP.has(option) && isName(option)) options.named.push(option)
    else return false
  }
  return true
}

function isName(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(text)
}

function nameOf(bytes: Buffer, from: number, to: number): FieldName {
  for (const name of BY_LENGTH[to - from] ?? []) {
    if (beginsWith(bytes, from, name)) return name
  }
  for (const prefix of PREFIXES) {
    if (to - from > prefix.length && beginsWith(bytes, from, prefix)) return prefix
  }
  // Some servers read `X_Forwarded_For` as `X-Forwarded-For`: such names never pass.
  for (let at = from; at < to; at++) if (bytes[at] === UNDERSCORE) return 'underscored'
  return 'other'
}

function beginsWith(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const byte = bytes[at + i] ?? 0
    const lower = byte >= 65 && byte <= 90 ? byte + 32 : byte
    if (lower !== name.charCodeAt(i)) return false
  }
  return true
}

function trimEnd(bytes: Buffer, from: number, to: number): number {
  let end = to
  while (end > from && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end--
  return end
}
