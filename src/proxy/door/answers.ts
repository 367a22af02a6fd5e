import { createHash } from 'node:crypto'
import type { Texts } from '../../texts/index.ts'
import { CATALOGUES, preferredLanguage } from '../../texts/languages.ts'

type Say = (texts: Texts['frontDoor']) => string

/** An answer of our own. */
export type Answer = {
  readonly status: number
  readonly title: Say
  readonly body: Say
  readonly headers?: Readonly<Record<string, string>>
}

/** How the asker wants it. */
export type Form = {
  /** A page, for people; else JSON. */
  readonly html: boolean
  /** HEAD: as if, but without the body. */
  readonly bodiless: boolean
  readonly close: boolean
  readonly requestId: string
  /** Origin of the page of ours that may show it in a frame; without it none may. */
  readonly framedBy?: string | undefined
  /** The asker's Accept-Language; a choice that is stored with a person is not known here. */
  readonly languages: string | undefined
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  303: 'See Other',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  417: 'Expectation Failed',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
}

const RETRY = { 'retry-after': '2' } as const

type Entry = Answer | ((...about: never[]) => Answer) | Readonly<Record<string, Answer>>

export const answers = {
  malformed: (status: number, detail: string): Answer => ({
    status,
    title: (t) => t.titles.malformed,
    body: (t) => t.malformed(detail),
    ...(status === 405
      ? { headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } }
      : {}),
  }),
  elsewhere: (location: string): Answer => ({
    status: 308,
    title: (t) => t.titles.elsewhere,
    body: (t) => t.elsewhere,
    headers: { location },
  }),
  malformedPath: { status: 400, title: (t) => t.titles.malformed, body: (t) => t.malformedPath },
  slowHead: { status: 408, title: (t) => t.titles.malformed, body: (t) => t.slowHead },
  plainHttp: { status: 400, title: (t) => t.titles.malformed, body: (t) => t.plainHttp },
  tooLarge: (limit: number): Answer => ({
    status: 413,
    title: (t) => t.titles.refused,
    body: (t) => t.tooLarge(Math.floor(limit / 2 ** 20)),
  }),
  notFound: { status: 404, title: (t) => t.titles.absent, body: (t) => t.denials.notFound },
  /** A page that was only to be read loads again by itself. */
  managerAway: (reading: boolean): Answer => ({
    status: 503,
    title: (t) => t.titles.away,
    body: (t) => (reading ? t.managerAwayReading : t.managerAway),
    headers: reading ? { ...RETRY, refresh: '3' } : RETRY,
  }),
  full: { status: 503, title: (t) => t.titles.away, body: (t) => t.full, headers: RETRY },
  crowdedAddress: {
    status: 429,
    title: (t) => t.titles.refused,
    body: (t) => t.crowdedAddress,
    headers: RETRY,
  },
  crowded: { status: 503, title: (t) => t.titles.refused, body: (t) => t.crowded, headers: RETRY },
  managerBroke: { status: 502, title: (t) => t.titles.broken, body: (t) => t.managerBroke },
  managerSlow: {
    status: 504,
    title: (t) => t.titles.away,
    body: (t) => t.managerSlow,
    headers: RETRY,
  },
  /** Of the gateway of a session's host. */
  gatewayAway: {
    status: 503,
    title: (t) => t.titles.away,
    body: (t) => t.gatewayAway,
    headers: RETRY,
  },
  gatewayBroke: { status: 502, title: (t) => t.titles.broken, body: (t) => t.gatewayBroke },
  gatewaySlow: {
    status: 504,
    title: (t) => t.titles.away,
    body: (t) => t.gatewaySlow,
    headers: RETRY,
  },
  /** Of what a session's container serves. */
  containerAway: {
    status: 503,
    title: (t) => t.titles.away,
    body: (t) => t.containerAway,
    headers: RETRY,
  },
  containerBroke: { status: 502, title: (t) => t.titles.broken, body: (t) => t.containerBroke },
  containerSlow: {
    status: 504,
    title: (t) => t.titles.away,
    body: (t) => t.containerSlow,
    headers: RETRY,
  },
  denied: {
    notFound: { status: 404, title: (t) => t.titles.absent, body: (t) => t.denials.notFound },
    noTicket: { status: 401, title: (t) => t.titles.refused, body: (t) => t.denials.noTicket },
    badTicket: { status: 401, title: (t) => t.titles.refused, body: (t) => t.denials.badTicket },
    expiredTicket: {
      status: 401,
      title: (t) => t.titles.refused,
      body: (t) => t.denials.expiredTicket,
    },
    otherSession: {
      status: 403,
      title: (t) => t.titles.refused,
      body: (t) => t.denials.otherSession,
    },
    signedOut: { status: 403, title: (t) => t.titles.refused, body: (t) => t.denials.signedOut },
    sessionGone: { status: 404, title: (t) => t.titles.absent, body: (t) => t.denials.sessionGone },
    notReady: {
      status: 503,
      title: (t) => t.titles.away,
      body: (t) => t.denials.notReady,
      headers: RETRY,
    },
    switchedOff: {
      status: 403,
      title: (t) => t.titles.refused,
      body: (t) => t.denials.switchedOff,
    },
    noGateway: {
      status: 503,
      title: (t) => t.titles.away,
      body: (t) => t.gatewayAway,
      headers: RETRY,
    },
    notWebSocket: {
      status: 426,
      title: (t) => t.titles.refused,
      body: (t) => t.denials.notWebSocket,
      headers: { upgrade: 'websocket' },
    },
    foreignOrigin: {
      status: 403,
      title: (t) => t.titles.refused,
      body: (t) => t.denials.foreignOrigin,
    },
  },
} as const satisfies Readonly<Record<string, Entry>>

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100dvh;display:grid;place-items:center;font:.875rem/1.5 system-ui,sans-serif;
background:light-dark(oklch(.977 .003 210),oklch(.175 .010 220));
color:light-dark(oklch(.235 .014 225),oklch(.945 .005 210))}
main{max-width:28rem;padding:2rem}h1{font-size:1.5rem;line-height:1.2;margin:0 0 .75rem}
p{margin:0 0 .75rem}small{color:light-dark(oklch(.52 .014 218),oklch(.68 .012 214))}`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors `

const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The whole message, ready to send. */
export function render(answer: Answer, form: Form): Buffer {
  const texts = CATALOGUES[preferredLanguage(form.languages)]
  const body = form.html ? page(answer, form.requestId, texts) : json(answer, form.requestId, texts)
  return message(answer, form, form.html ? 'text/html; charset=utf-8' : 'application/json', body)
}

/** Leads to another place; `cookie` as it is to be kept. */
export function renderRedirect(location: string, form: Form, cookie?: string): Buffer {
  const headers = { location, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) }
  return message({ status: 303, headers }, form, 'text/plain; charset=utf-8', '')
}

/** For programs that only look at the status. */
export function renderPlain(status: number, body: string, form: Form): Buffer {
  return message({ status }, form, 'text/plain; charset=utf-8', body)
}

function message(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  form: Form,
  type: string,
  body: string,
): Buffer {
  const all = {
    'content-type': type,
    'content-length': String(Buffer.byteLength(body)),
    'content-security-policy': POLICY + (form.framedBy ?? "'none'"),
    ...COMMON,
    'x-request-id': form.requestId,
    ...headers,
    ...connection(status, form.close),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}\r\n${lines.join('')}\r\n`
  return Buffer.from(form.bodiless ? head : head + body)
}

function connection(status: number, close: boolean): Record<string, string> {
  const options = [...(status === 426 ? ['upgrade'] : []), ...(close ? ['close'] : [])]
  return options.length > 0 ? { connection: options.join(', ') } : {}
}

function json({ body }: Answer, requestId: string, { frontDoor }: Texts): string {
  return JSON.stringify({ error_message: body(frontDoor), request_id: requestId })
}

function page(answer: Answer, requestId: string, { common, frontDoor }: Texts): string {
  const [title, body, request] = [
    answer.title(frontDoor),
    answer.body(frontDoor),
    frontDoor.requestNumber(requestId),
  ].map((text) => Bun.escapeHTML(text))
  return `<!doctype html><html lang="${common.language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>
<style>${STYLE}</style></head><body><main><h1>${title}</h1>
<p>${body}</p><small>${request}</small></main></body></html>`
}
