/** What a server that forgives nothing makes of the bytes of one connection. */
export type Reading = {
  /** Targets of requests that began, in their order. */
  readonly targets: readonly string[]
  /** So many of them came whole. */
  readonly whole: number
  /** Why these bytes should never have come here; the reading ends there. */
  readonly dirt: string | undefined
}

/** A head, or what is wrong with it. */
type Head = { readonly target: string; readonly body: number | 'chunked' }

/** Of requests in the middle of which the bytes end, what came is judged. */
export function readStrictly(text: string): Reading {
  const targets: string[] = []
  let whole = 0
  let rest = text
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    const head = readHead(end < 0 ? rest : rest.slice(0, end), end >= 0)
    if (typeof head === 'string') return { targets, whole, dirt: head }
    targets.push(head.target)
    if (end < 0) break
    rest = rest.slice(end + 4)
    if (head.body === 'chunked') {
      const body = readChunks(rest)
      if (typeof body === 'string') return { targets, whole, dirt: body }
      if (body === undefined) break
      rest = rest.slice(body)
    } else if (rest.length < head.body) break
    else rest = rest.slice(head.body)
    whole++
  }
  return { targets, whole, dirt: undefined }
}

function readHead(head: string, whole: boolean): Head | string {
  if (/[^\r]\n|^\n|\r[^\n]/.test(head)) return 'line end'
  const [line = '', ...lines] = head.split('\r\n')
  if (!whole && lines.pop() === undefined) return { target: '', body: 0 }
  const [, target = '', minor] = /^[!#$%&'*+\-.^_`|~\w]+ (\S+) HTTP\/1\.([01])$/.exec(line) ?? []
  if (minor === undefined) return 'request line'
  if (!isPlainTarget(target)) return 'target'
  const fields = new Map<string, string[]>()
  for (const one of lines) {
    const [, name = '', value = ''] =
      /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/.exec(one) ?? []
    if (name === '') return 'field line'
    const known = name.toLowerCase()
    // Programs behind gateways of the old kind take it for a hyphen.
    if (/^(content_length|transfer_encoding)$/.test(known)) return 'underscore'
    fields.set(known, [...(fields.get(known) ?? []), value])
  }
  const said = (name: string) => fields.get(name) ?? []
  if (/forged/.test(head)) return 'forged'
  if (!whole) return { target, body: 0 }
  if (said('host').length > 1 || (minor === '1' && said('host').length === 0)) return 'Host'
  if (said('host').some((name) => !/^([\w.~-]+|\[[0-9a-f:.]+\])(:\d+)?$/i.test(name))) return 'Host'
  const [length, ...lengths] = said('content-length')
  const [coding, ...codings] = said('transfer-encoding')
  if (lengths.length > 0 || (length !== undefined && !/^\d{1,15}$/.test(length))) return 'length'
  if (codings.length > 0 || (coding !== undefined && coding.toLowerCase() !== 'chunked')) {
    return 'coding'
  }
  if (coding !== undefined && (minor === '0' || length !== undefined)) return 'coding'
  const flaw = flawOfHop(said)
  if (flaw) return flaw
  return { target, body: coding === undefined ? Number(length ?? 0) : 'chunked' }
}

function flawOfHop(said: (name: string) => readonly string[]): string | undefined {
  const options = said('connection').flatMap((value) => value.toLowerCase().split(/\s*,\s*/))
  if (options.some((option) => !/^(close|keep-alive|upgrade)?$/.test(option))) return 'Connection'
  const upgrades = said('upgrade')
  if (upgrades.some((protocol) => protocol.toLowerCase() !== 'websocket')) return 'Upgrade'
  if (upgrades.length > 0 && !options.includes('upgrade')) return 'Upgrade'
  if (upgrades.length > 0 && said('content-length').some((length) => length !== '0')) {
    return 'Upgrade'
  }
  return undefined
}

/** Letters, digits, hyphen, dot, underscore, tilde: what may be written plainly is. */
const ESCAPED_UNRESERVED = /%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/i

/** A path that everybody takes for the same one. */
function isPlainTarget(target: string): boolean {
  const [path = ''] = target.split('?')
  if (!/^\/[!-~]*$/.test(target) || /[#\\]/.test(target)) return false
  if (/\/\/|;|%(?![0-9a-f]{2})|%(?:[01].|7f|2f|5c|25)/i.test(path)) return false
  if (ESCAPED_UNRESERVED.test(path)) return false
  if (path.split('/').some((part) => part === '.' || part === '..')) return false
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false // bytes that are no UTF-8: whoever decodes them all the same finds anything
  }
}

/** Where a chunked body ends; undefined where the bytes end in it, a word where it is none. */
function readChunks(text: string): number | string | undefined {
  let at = 0
  for (;;) {
    const end = text.indexOf('\n', at)
    const line = end < 0 ? text.slice(at) : text.slice(at, end + 1)
    if (end < 0)
      return /^[0-9a-f]{0,13}(;[\t\x20-\x7e]*)?\r?$/i.test(line) ? undefined : 'chunk size'
    const [, size] =
      /^([0-9a-f]{1,13})(?:;[!#$%&'*+\-.^_`|~\w]+(?:=[\w"]+)?)*\r\n$/i.exec(line) ?? []
    if (size === undefined) return 'chunk size'
    at = end + 1
    const length = Number.parseInt(size, 16)
    if (length === 0) break
    if (text.length < at + length + 2) return undefined
    if (text.slice(at + length, at + length + 2) !== '\r\n') return 'end of a chunk'
    at += length + 2
  }
  if (text.slice(at, at + 2) === '\r\n') return at + 2
  return text.length < at + 2 ? undefined : 'trailer'
}
