/**
 * What may be wrong in front of Casement, as data: the checks of the self-test, what may come of each, and
 * what follows from how a request of its page arrived. The rest is found out by the browser.
 */

/** No session has this id: who comes with a ticket for it gets a WebSocket on which nothing is said. */
export const SELF_TEST = '00000000-0000-4000-8000-00000000f407'

/** The front door tells a manager how a request for this arrived. */
export const SEEN_PATH = '/admin/system/front/seen'
/** In this field, which clients cannot set: JSON in base64url. */
export const SEEN_FIELD = 'x-casement-seen'

/** Longer than between two pings of ours, which are 30 s apart; shorter than the usual limit of 60 s. */
export const QUIET_SECONDS = 45
export const UPLOAD_BYTES = 20 * 1024 * 1024

/** How bad it is: as it should be, works all the same, does not work, could not be tried. */
export type Verdict = 'ok' | 'warn' | 'bad' | 'off'

/** Every check in the order of the page, with what may come of it. */
export const CHECKS = {
  websocket: { good: 'ok', refused: 'bad' },
  idle: { good: 'ok', cut: 'bad', untried: 'off' },
  stream: { good: 'ok', late: 'bad', packed: 'bad', broken: 'bad' },
  upload: { good: 'ok', refused: 'bad', broken: 'bad' },
  version: { good: 'ok', old: 'bad', untried: 'off' },
  host: { good: 'ok', renamed: 'warn', untried: 'off' },
  scheme: { good: 'ok', plain: 'bad', other: 'bad', untried: 'off' },
  secure: { good: 'ok', missing: 'bad', old: 'warn' },
  prefix: { none: 'ok', taken: 'ok', left: 'ok', untried: 'off' },
  address: { good: 'ok', believed: 'ok', unbelieved: 'warn', untried: 'off' },
} as const satisfies Record<string, Record<string, Verdict>>

export type Check = keyof typeof CHECKS
export const CHECK_NAMES = [
  'websocket',
  'idle',
  'stream',
  'upload',
  'version',
  'host',
  'scheme',
  'secure',
  'prefix',
  'address',
] as const satisfies readonly Check[]

/** Those that follow from how a request arrived. */
export const SEEN_CHECKS = ['version', 'host', 'scheme', 'prefix', 'address'] as const

/** Figures and names go into the sentence at `{name}`. */
export type Finding = {
  readonly [C in Check]: {
    readonly check: C
    readonly outcome: keyof (typeof CHECKS)[C]
    readonly values: Readonly<Record<string, string>>
  }
}[Check]

/** How a request came in at the front door. */
export type Seen = {
  readonly minor: number
  readonly host: string
  /** The browser speaks TLS, to us or to a trusted proxy. */
  readonly secure: boolean
  /** Who opened the connection. */
  readonly peer: string
  /** Whom the front door takes the browser for. */
  readonly address: string
  /** The outer proxy left the prefix on the path. */
  readonly left: boolean
  /** What was said of the client, where anything was. */
  readonly proto?: string | undefined
  readonly claimed?: string | undefined
}

/** `page` is where the browser has it; `path` where we have it. */
export function findings(seen: Seen, page: URL, path: string): readonly Finding[] {
  return [
    version(seen),
    host(seen, page),
    scheme(seen, page),
    prefix(seen, page, path),
    client(seen),
  ]
}

function version({ minor }: Seen): Finding {
  return { check: 'version', outcome: minor === 0 ? 'old' : 'good', values: {} }
}

function host(seen: Seen, page: URL): Finding {
  const values = { seen: seen.host, page: page.host }
  const usual = page.protocol === 'https:' ? ':443' : ':80'
  const same = withoutPort(seen.host, usual) === withoutPort(page.host, usual)
  return { check: 'host', outcome: same ? 'good' : 'renamed', values }
}

function withoutPort(host: string, usual: string): string {
  const lower = host.toLowerCase()
  return lower.endsWith(usual) ? lower.slice(0, -usual.length) : lower
}

function scheme({ proto, secure }: Seen, page: URL): Finding {
  const shown = page.protocol.slice(0, -1)
  const said = proto?.split(',')[0]?.trim().toLowerCase()
  const values = { page: shown, said: said ?? '' }
  if (shown !== 'https') return { check: 'scheme', outcome: 'plain', values }
  const contradicts = said !== undefined && said !== 'https' && !secure
  return { check: 'scheme', outcome: contradicts ? 'other' : 'good', values }
}

function prefix({ left }: Seen, page: URL, path: string): Finding {
  const before = page.pathname.endsWith(path) ? page.pathname.slice(0, -path.length) : ''
  const outcome = before === '' ? 'none' : left ? 'left' : 'taken'
  return { check: 'prefix', outcome, values: { prefix: before } }
}

function client({ claimed, peer, address }: Seen): Finding {
  const said = claimed?.split(',').at(-1)?.trim() ?? ''
  const values = { peer, claimed: said, address }
  if (address !== peer) return { check: 'address', outcome: 'believed', values }
  return { check: 'address', outcome: said === '' || said === peer ? 'good' : 'unbelieved', values }
}
