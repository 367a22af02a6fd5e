import { isOurCookie } from '../../domain/visit.ts'
import type { Fields } from '../../wire/http1-head.ts'

/**
 * What a container's web server does not say to a browser as it is: it would speak for more than itself, such as
 * for the whole host or its domain, for who may frame it, or to a reverse proxy in front of us. The first three
 * pass in our words.
 */
export const UNSAYABLE = [
  'set-cookie',
  'location',
  'content-security-policy',
  'x-frame-options',
  // A worker for more than the session's own folder.
  'service-worker-allowed',
  // These hold for the host, or with its sub-domains, and outlast the session.
  'clear-site-data',
  'strict-transport-security',
  'alt-svc',
  'public-key-pins',
  'nel',
  'report-to',
  // A redirect that cannot be kept to the session.
  'refresh',
  // Orders for a web server in front of us, such as to send a file of its own.
  'x-accel-redirect',
  'x-accel-expires',
  'x-accel-limit-rate',
  'x-accel-charset',
  'x-sendfile',
  'x-lighttpd-send-file',
] as const

/**
 * The lines that pass in their place. `root`: the folder of the session where it shares its host with others, or
 * nothing; `host`: as the browser named it.
 */
export function reworded(fields: Fields, host: string, root: string): string {
  let lines = ''
  for (let field = 0; field < fields.count; field++) {
    if (fields.isNamed(field, 'set-cookie')) {
      const cookie = confinedCookie(fields.value(field), root)
      if (cookie) lines += `Set-Cookie: ${cookie}\r\n`
    } else if (fields.isNamed(field, 'location')) {
      lines += `Location: ${ownLocation(fields.value(field), host, root)}\r\n`
    } else if (fields.isNamed(field, 'content-security-policy')) {
      const policy = unframed(fields.value(field))
      if (policy !== '') lines += `Content-Security-Policy: ${policy}\r\n`
    }
  }
  return lines
}

/** A cookie for the session's own folder alone, and none of ours; undefined where it can only be for more. */
export function confinedCookie(value: string, root: string): string | undefined {
  const [pair = '', ...attributes] = value.split(';')
  const name = pair.split('=', 1)[0] ?? ''
  // One without a name is sent back as if its value were one.
  if (isOurCookie(name) || isOurCookie(pair.slice(pair.indexOf('=') + 1))) return undefined
  if (root !== '' && /^\s*__host-/i.test(pair)) return undefined
  const kept = attributes.flatMap((attribute) => {
    const [word = '', path = ''] = attribute.split('=', 2).map((part) => part.trim())
    if (/^domain$/i.test(word)) return []
    if (!/^path$/i.test(word)) return [attribute]
    return path.startsWith('/') ? [` Path=${root}${path}`] : []
  })
  return [pair, ...kept].join(';')
}

/** Where it leads to the container itself, by path: whatever that takes its own name or scheme for. */
export function ownLocation(value: string, host: string, root: string): string {
  const absolute = /^(?:https?:)?\/\/([^/?#\\]*)(.*)$/i.exec(value)
  if (!absolute) return value.startsWith('/') && !value.startsWith('/\\') ? root + value : value
  const [, authority = '', rest = ''] = absolute
  if (authority.toLowerCase() !== host.toLowerCase()) return value
  return /^\/[/\\]/.test(rest) ? value : root + (rest.startsWith('/') ? rest : `/${rest}`)
}

/** Who may frame it is said by us. */
function unframed(policies: string): string {
  const rest = policies.split(',').map((policy) =>
    policy
      .split(';')
      .filter((directive) => !/^\s*frame-ancestors(\s|$)/i.test(directive))
      .join(';')
      .trim(),
  )
  return rest.filter((policy) => policy !== '').join(', ')
}

/** The container's own of what the browser sent; undefined where there is nothing but ours. */
export function foreignCookies(fields: Fields): string | undefined {
  let kept: string[] | undefined
  for (let field = 0; field < fields.count; field++) {
    if (fields.names[field] !== 'cookie') continue
    for (const pair of fields.value(field).split(';')) {
      if (pair.trim() === '' || isOurCookie(pair)) continue
      kept ??= []
      kept.push(pair.trim())
    }
  }
  return kept?.join('; ')
}
