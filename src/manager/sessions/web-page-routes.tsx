import type { KeyObject } from 'node:crypto'
import { Elysia } from 'elysia'
import { WebViewerPage } from '../../../views/web-viewer.tsx'
import type { Db } from '../../db/client.ts'
import { findSession, type SessionRow } from '../../db/sessions.ts'
import type { Person } from '../../domain/access.ts'
import { signTicket, TICKET_SECONDS } from '../../domain/ticket.ts'
import { Conflict } from '../../errors.ts'
import type { access } from '../web/access.ts'
import type { Answer } from '../web/answer.ts'
import { framing } from '../web/headers.ts'
import { idIn } from '../web/params.ts'

type Deps = {
  readonly db: Db
  readonly now: () => number
  readonly ticketKey: KeyObject
  readonly access: ReturnType<typeof access>
}

/** Where the front door that this came through has the pages of containers: `:port`, or a domain. */
function siteIn({ headers }: Request): string | undefined {
  const site = headers.get('x-casement-sessions') ?? ''
  return /^(:\d{1,5}|[a-z0-9.-]{1,253})$/.test(site) ? site : undefined
}

/** The page of a session whose container serves pages of its own. */
export function webViewer(request: Request, answer: Answer, session: SessionRow): Response {
  const { id, workspaceName: workspace, agentName: agent } = session
  const site = siteIn(request)
  const page = (
    <WebViewerPage
      id={id}
      workspace={workspace}
      agent={agent ?? undefined}
      reachable={site !== undefined}
    />
  )
  return answer.page(page, { headers: site === undefined ? {} : framing(site) })
}

/** What such a page asks for: a ticket, in no address and in no page, and where to hand it in. */
export function webPageRoutes({ db, now, ticketKey, access }: Deps) {
  return new Elysia({ name: 'web-pages' }).use(access).post(
    '/sessions/:id/visit',
    async ({ request, params, viewer, answer }) => {
      const session = await findSession(db, { ...viewer, admin: false }, idIn(params))
      const site = siteIn(request)
      if (session.state !== 'running' || !session.web || site === undefined) {
        throw new Conflict((t) => t.reasons.notRunning)
      }
      return answer.json({ ticket: ticketOf(session.id, viewer), site })
    },
    { signedIn: true },
  )

  function ticketOf(session: string, { userId: user, loginId: login }: Person): string {
    const expires = now() + TICKET_SECONDS * 1000
    return signTicket({ session, user, login, rights: 'control', expires }, ticketKey)
  }
}
