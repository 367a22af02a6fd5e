import type { KeyObject } from 'node:crypto'
import { Elysia } from 'elysia'
import { FrontPage } from '../../../views/front.tsx'
import { readSeen } from '../../contract/seen.ts'
import { findings, SEEN_FIELD, SEEN_PATH, SELF_TEST } from '../../domain/front.ts'
import { signPage } from '../../domain/ticket.ts'
import { Refusal } from '../../errors.ts'
import { pause } from '../../pause.ts'
import { ticketHeaders } from '../sessions/ticket-headers.ts'
import type { access } from '../web/access.ts'
import { STREAM_HEADERS } from '../web/live.ts'

type Deps = {
  readonly now: () => number
  readonly access: ReturnType<typeof access>
  readonly ticketKey: KeyObject
}

const PAGE = '/admin/system/front'
/** Somebody who holds back parts of an answer does so for longer than this, or for as long as it lasts. */
const PARTS = 4
const PART_MS = 1000

/** The self-test of what stands in front: its page, and what the page's script asks for. */
export function frontRoutes({ now, access, ticketKey }: Deps) {
  return new Elysia({ name: 'front' })
    .use(access)
    .get(
      PAGE,
      ({ viewer, answer }) =>
        answer.page(<FrontPage proof={signPage(SELF_TEST, viewer.loginId, ticketKey)} />),
      { admin: true },
    )
    .get(
      SEEN_PATH,
      ({ request, query, answer }) => {
        const seen = readSeen(request.headers.get(SEEN_FIELD) ?? '')
        const page = query.page ?? ''
        if (!seen || !URL.canParse(page)) throw new Refusal((t) => t.front.unseen)
        return answer.json(findings(seen, new URL(page), PAGE))
      },
      { admin: true },
    )
    .get(
      `${PAGE}/stream`,
      ({ request }) => new Response(parts(request.signal), { headers: STREAM_HEADERS }),
      { admin: true },
    )
    .post(
      `${PAGE}/upload`,
      async ({ request, answer }) => {
        let bytes = 0
        for await (const part of request.body ?? []) bytes += part.byteLength
        return answer.json({ bytes })
      },
      { admin: true },
    )
    .post(
      `${PAGE}/ticket`,
      ({ viewer }) => {
        const headers = ticketHeaders(SELF_TEST, viewer, now(), ticketKey)
        return new Response(null, { status: 204, headers })
      },
      { admin: true },
    )
}

/** A few bytes, then a while nothing, again and again. */
function parts(signal: AbortSignal): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream({
    async pull(controller) {
      if (sent > 0) await pause(PART_MS, signal)
      if (sent++ === PARTS || signal.aborted) return controller.close()
      controller.enqueue(new TextEncoder().encode(`data: ${sent}\n\n`))
    },
  })
}
