import { Elysia, NotFoundError, ParseError, ValidationError } from 'elysia'
import { ErrorNotice, ErrorPage } from '../../../views/error.tsx'
import { TIME_HEADER } from '../../contract/manager-time.ts'
import { causeOf, databaseGone, isUnstorable } from '../../db/failure.ts'
import {
  Busy,
  Conflict,
  Forbidden,
  Invalid,
  NotFound,
  Refusal,
  type Say,
  SignedOut,
  Unavailable,
} from '../../errors.ts'
import { logger } from '../../log.ts'
import { BadSignature } from '../hosts/authenticate.ts'
import { returnPath } from '../portal/own-act.ts'
import { knownViewer, PasswordDue } from './access.ts'
import { type Answer, type AnswerDeps, answerTo } from './answer.ts'
import { BadRequest, TooLarge } from './form.ts'
import { isReading, pathOf, requestId, wantedBy } from './request.ts'

const log = logger('manager')

/** Kinds of refusals and their status; the first that fits counts. */
const STATUS = [
  [NotFound, 404],
  [PasswordDue, 403],
  [Forbidden, 403],
  [SignedOut, 401],
  [Conflict, 409],
  [Invalid, 422],
  [Busy, 429],
  [Unavailable, 503],
  [TooLarge, 413],
  [BadRequest, 400],
] as const

type Outcome = { readonly status: number; readonly say: Say; readonly retryAfter?: number }

/**
 * Turns whatever was thrown into an answer that the asker can use: a page, a piece for htmx, or JSON
 * with `error_message`. What nobody expected becomes a 500 with the request's number; the reason goes
 * to the log and nowhere else.
 */
export function refusals(deps: AnswerDeps) {
  return new Elysia({ name: 'refusals' }).onError({ as: 'global' }, ({ error, request, set }) => {
    const id = String(set.headers['x-request-id'] ?? requestId(request))
    const outcome = outcomeOf(error, request, id)
    const answer = answerTo(request, knownViewer(request), deps)
    const response = respond(error, outcome, request, answer, id)
    if (outcome.retryAfter !== undefined) {
      response.headers.set('retry-after', String(outcome.retryAfter))
    }
    if (error instanceof BadSignature) response.headers.set(TIME_HEADER, String(deps.now()))
    return response
  })
}

function outcomeOf(error: unknown, request: Request, id: string): Outcome {
  const known = databaseGone(error) ?? error
  if (known instanceof NotFoundError) return { status: 404, say: (t) => t.errors.notFound }
  if (known instanceof ValidationError || known instanceof ParseError || isUnstorable(known)) {
    return { status: 400, say: (t) => t.refusals.malformed }
  }
  if (known instanceof Refusal) {
    const status = STATUS.find(([kind]) => known instanceof kind)?.[1] ?? 409
    const retries = known instanceof Busy || known instanceof Unavailable
    return { status, say: known.say, ...(retries ? { retryAfter: known.retryAfter } : {}) }
  }
  const { path } = pathOf(request)
  log.error('A request failed', { id, method: request.method, path, cause: causeOf(error) })
  return { status: 500, say: (t) => t.errors.internal }
}

function respond(
  error: unknown,
  { status, say, retryAfter }: Outcome,
  request: Request,
  answer: Answer,
  id: string,
): Response {
  const sentence = say(answer.texts)
  const wanted = wantedBy(request)
  if (wanted === 'json') return answer.json(forClients(error, sentence, id, answer), { status })

  const { path } = pathOf(request)
  // A page of somebody who has to sign in, or to choose a password: reloading it leads there.
  const leads = error instanceof SignedOut || error instanceof PasswordDue
  if (wanted === 'fragment' && leads) {
    return answer.fragment(<ErrorNotice sentence={sentence} requestId={id} />, path, {
      status,
      headers: { 'hx-refresh': 'true' },
    })
  }
  if (wanted === 'fragment' && isReading(request)) {
    // Something that polls: what stands there stays, and is asked for again.
    return answer.fragment(<ErrorNotice sentence={sentence} requestId={id} />, path, {
      status,
      headers: { 'hx-reswap': 'none' },
    })
  }
  if (error instanceof PasswordDue) return answer.redirect('/password')
  if (error instanceof SignedOut && isReading(request)) {
    const next = path === '/' ? '' : `?next=${encodeURIComponent(returnPath(request))}`
    return answer.redirect(`/sign-in${next}`)
  }
  const page = (
    <ErrorPage
      status={status}
      sentence={sentence}
      requestId={id}
      retryAfter={retryAfter}
      signIn={error instanceof SignedOut ? { next: isReading(request) ? path : '/' } : undefined}
    />
  )
  const whole = wanted === 'fragment' ? { 'hx-retarget': 'body', 'hx-reswap': 'innerHTML' } : {}
  return answer.page(page, { status, headers: whole })
}

/** The error form of the developer API, with the request's number beside it. */
function forClients(error: unknown, sentence: string, id: string, { texts }: Answer) {
  const fields =
    error instanceof Invalid
      ? Object.fromEntries(Object.entries(error.fields).map(([name, say]) => [name, say(texts)]))
      : undefined
  return { error_message: sentence, request_id: id, ...(fields ? { fields } : {}) }
}
