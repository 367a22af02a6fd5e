/** Readers of single values of a run config: undefined where a value has another form. */

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textOf(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined
}

/** Each entry read by `read`; undefined where one is not read, or there are more than 50. */
export function listOf<T>(value: unknown, read: (one: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value) || value.length > 50) return undefined
  const found: T[] = []
  for (const one of value) {
    const known = read(one)
    if (known === undefined) return undefined
    found.push(known)
  }
  return found
}

/**
 * Pairs of text, as an object or as a list of `name<separator>value`. Numbers and booleans count as they
 * are written. Undefined where one does not fit, or where there are more than 100.
 */
export function pairsOf(
  value: unknown,
  separator: string,
  fits: (name: string, value: string) => boolean,
): Record<string, string> | undefined {
  const entries: readonly (readonly [string, unknown])[] | undefined = isRecord(value)
    ? Object.entries(value)
    : listOf(value, (one) => cut(one, separator))
  if (!entries || entries.length > 100) return undefined
  const pairs = entries.flatMap(([name, given]) => {
    const text = typeof given === 'number' || typeof given === 'boolean' ? String(given) : given
    return typeof text === 'string' && fits(name, text) ? [[name, text] as const] : []
  })
  return pairs.length === entries.length ? Object.fromEntries(pairs) : undefined
}

function cut(one: unknown, separator: string): readonly [string, string] | undefined {
  if (typeof one !== 'string') return undefined
  const at = one.indexOf(separator)
  return at < 0 ? [one, ''] : [one.slice(0, at), one.slice(at + separator.length)]
}

/** An IPv4 address that a session may be sent to: none of its own host, and none of many. */
export function isAddress(typed: string): boolean {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(typed)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) return false
  const [first = 0, second = 0] = parts
  return first > 0 && first !== 127 && first < 224 && !(first === 169 && second === 254)
}
