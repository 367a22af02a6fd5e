import { isIP } from 'node:net'

/**
 * The one form of an address: IPv6 in lower case and as short as can be, and what is IPv4 inside of it as IPv4,
 * so that nobody is another one by writing himself differently. Undefined where it is none.
 */
export function canonical(text: string): string | undefined {
  const family = isIP(text)
  if (family === 4) return text
  if (family !== 6 || text.includes('%')) return undefined
  const six = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(six) ?? []
  if (high === undefined || low === undefined) return six
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return bits.flatMap((pair) => [pair >> 8, pair & 255]).join('.')
}

/** As proxies write it: also in brackets, and with a port behind it. */
export function addressIn(text: string): string | undefined {
  const [, six, four] = /^(?:\[([^\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::\w+)?$/.exec(text) ?? []
  return canonical(six ?? four ?? text)
}

/** What limits count: an IPv6 host has a whole /64 to itself, and may come from any address in it. */
export function originOf(address: string): string {
  if (!address.includes(':')) return address
  const [before = '', after] = address.split('::')
  const first = before === '' ? [] : before.split(':')
  const last = after === undefined || after === '' ? [] : after.split(':')
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}

/** Of who is at the other end. */
export function addressOf({ remoteAddress }: { readonly remoteAddress: string }): string {
  return canonical(remoteAddress) ?? 'unknown'
}
