import type { Texts } from '../../texts/index.ts'
import { CATALOGUES, preferredLanguage } from '../../texts/languages.ts'
import { viaField } from '../../wire/via.ts'
import { answerPage, type PageForm, reloads, STYLE_HASH } from './answer-page.ts'
import type { Answer } from './answers.ts'
import { REASONS } from './reasons.ts'

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors `

/** How the asker wants it. */
export type Form = PageForm & {
  /** A page, for people; else JSON. */
  readonly html: boolean
  /** HEAD: as if, but without the body. */
  readonly bodiless: boolean
  readonly close: boolean
  /** Origin of the page of ours that may show it in a frame; without it none may. */
  readonly framedBy?: string | undefined
  /** What the person chose, or the asker's Accept-Language. */
  readonly languages: string | undefined
}

/** For who has said nothing that we understood. */
export function bareForm(requestId: string): Form {
  return {
    html: false,
    bodiless: false,
    close: true,
    requestId,
    languages: undefined,
    theme: 'system',
    path: undefined,
    reading: false,
  }
}

const SECURITY = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  'cache-control': 'no-store',
} as const

/** The whole message, ready to send. */
export function render(answer: Answer, form: Form): Buffer {
  const texts = CATALOGUES[preferredLanguage(form.languages)]
  const type = form.html ? 'text/html; charset=utf-8' : 'application/json'
  const body = form.html ? answerPage(answer, form, texts) : json(answer, form.requestId, texts)
  const refresh = form.html && reloads(answer, form) ? { refresh: '3' } : {}
  return message(answer.status, { ...answer.headers, ...refresh }, form, type, body)
}

/** Leads to another place; `cookie` as it is to be kept. */
export function renderRedirect(location: string, form: Form, cookie?: string): Buffer {
  const headers = { location, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) }
  return message(303, headers, form, 'text/plain; charset=utf-8', '')
}

/** For programs that only look at the status. */
export function renderPlain(status: number, body: string, form: Form): Buffer {
  return message(status, {}, form, 'text/plain; charset=utf-8', body)
}

function message(
  status: number,
  headers: Readonly<Record<string, string>>,
  form: Form,
  type: string,
  body: string,
): Buffer {
  const all = {
    'content-type': type,
    'content-length': String(Buffer.byteLength(body)),
    'content-security-policy': POLICY + (form.framedBy ?? "'none'"),
    // Older than the policy's word for it, and cannot name anybody.
    ...(form.framedBy === undefined ? { 'x-frame-options': 'DENY' } : {}),
    ...SECURITY,
    vary: 'accept, accept-language, cookie',
    via: viaField(1),
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
