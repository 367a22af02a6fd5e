import type { KeyObject } from 'node:crypto'
import { Elysia } from 'elysia'
import { LaunchPage, LaunchProgress, launchSeen } from '../../../views/launch.tsx'
import { ProfileHeldPage } from '../../../views/profile-held.tsx'
import { ViewerPage } from '../../../views/viewer.tsx'
import { abilitiesOfSession } from '../../db/abilities.ts'
import type { Db } from '../../db/client.ts'
import { ProfileHeld } from '../../db/profile-lease.ts'
import {
  extendSession,
  pauseSession,
  resumeSession,
  startSession,
  stopSession,
} from '../../db/session-life.ts'
import { openInSession } from '../../db/session-runs.ts'
import {
  deleteSession,
  findSession,
  launchSession,
  type SessionRow,
  settingsOf,
} from '../../db/sessions.ts'
import { type Person, parseId } from '../../domain/access.ts'
import { signPage } from '../../domain/ticket.ts'
import { timeLeft } from '../../domain/time-left.ts'
import { Conflict } from '../../errors.ts'
import { passwordContext } from '../hosts/snapshots.ts'
import type { Attention } from '../loops/attention.ts'
import { type Sealer, sessionPassword } from '../secrets.ts'
import type { access } from '../web/access.ts'
import { readForm } from '../web/form.ts'
import { MICROPHONE_ALLOWED } from '../web/headers.ts'
import { idIn } from '../web/params.ts'
import { wantedBy } from '../web/request.ts'
import { seenEnd } from './extend.ts'
import { launchProps } from './launch-props.ts'
import { launchUrl, requiredUrl } from './launch-url.ts'
import type { News } from './news.ts'
import { sessionSentence } from './sentences.ts'
import { ticketHeaders } from './ticket-headers.ts'
import { usualTimes } from './usual-times.ts'
import { webPageRoutes, webViewer } from './web-page-routes.tsx'

type Deps = {
  readonly db: Db
  readonly now: () => number
  readonly sealer: Sealer
  readonly ticketKey: KeyObject
  readonly access: ReturnType<typeof access>
  readonly news: News
  readonly attention: Attention
}

/** A page that asks what is new is answered after this long at the latest: it shows seconds. */
const HOLD_MS = 900

/** A person's own sessions: launch, watch, connect, end. */
export function sessionRoutes({ attention, db, now, sealer, ticketKey, access, news }: Deps) {
  function ticketFor(session: string, person: Person) {
    return ticketHeaders(session, person, now(), ticketKey)
  }

  const timesOf = usualTimes(db)
  async function usual({ workspaceId }: SessionRow) {
    return workspaceId === null ? undefined : timesOf(workspaceId)
  }

  return new Elysia({ name: 'sessions' })
    .use(access)
    .use(webPageRoutes({ db, now, ticketKey, access }))
    .post(
      '/workspaces/:id/launch',
      async ({ request, params, viewer, answer }) => {
        const form = await readForm(request)
        const requestKey = parseId(form.text('key')) ?? crypto.randomUUID()
        const url = launchUrl(form.text('url'))
        await attention.makeUp()
        const workspaceId = idIn(params)
        try {
          const session = await launchSession(db, viewer, {
            workspaceId,
            requestKey,
            now: now(),
            url,
            withoutProfile: form.text('profile') === 'none',
            sealedPassword: sealer.seal(sessionPassword(), passwordContext(requestKey)),
            sealAnew: (sealed, from) =>
              sealer.seal(sealer.open(sealed, passwordContext(from)), passwordContext(requestKey)),
          })
          return answer.redirect(`/sessions/${session.id}`)
        } catch (error) {
          if (!(error instanceof ProfileHeld) || wantedBy(request) === 'json') throw error
          const { hold, workspace } = error
          const props = { workspaceId, workspace, requestKey, address: url, ...hold }
          return answer.page(<ProfileHeldPage {...props} />, { status: 409 })
        }
      },
      { signedIn: true },
    )
    .get(
      '/sessions/:id',
      async ({ request, params, viewer, answer }) => {
        const session = await ownSession(db, viewer, idIn(params))
        if (session.state !== 'running') {
          const times = await usual(session)
          return answer.page(<LaunchPage {...launchProps(answer.texts, session, now(), times)} />)
        }
        if (session.web) return webViewer(request, answer, session)
        const abilities = await abilitiesOfSession(db, session)
        const permissions = abilities.microphone ? {} : MICROPHONE_ALLOWED
        return answer.page(
          <ViewerPage
            id={session.id}
            workspace={session.workspaceName}
            agent={session.agentName ?? undefined}
            proof={signPage(session.id, viewer.loginId, ticketKey)}
            abilities={abilities}
          />,
          { headers: { ...ticketFor(session.id, viewer), ...permissions }, secret: true },
        )
      },
      { signedIn: true },
    )
    .get(
      '/sessions/:id/progress',
      async ({ request, params, query, viewer, answer }) => {
        const id = idIn(params)
        using listener = news.listen(id)
        const session = await ownSession(db, viewer, id)
        if (wantedBy(request) === 'json') {
          const sentence = sessionSentence(answer.texts, session, now())
          const limits = await settingsOf(db, session.userId)
          const left = timeLeft(session, limits, now())
          return answer.json({ state: session.state, sentence, ...left })
        }
        const times = await usual(session)
        let props = launchProps(answer.texts, session, now(), times)
        if (query.seen === launchSeen(props)) {
          await listener.within(HOLD_MS)
          props = launchProps(answer.texts, await ownSession(db, viewer, id), now(), times)
        }
        return answer.fragment(<LaunchProgress {...props} />, `/sessions/${session.id}`)
      },
      { signedIn: true },
    )
    .post(
      '/sessions/:id/go',
      async ({ request, params, viewer, answer }) => {
        const { id } = await ownSession(db, viewer, idIn(params))
        const form = await readForm(request)
        await openInSession(db, viewer, id, requiredUrl(form.text('url')))
        return wantedBy(request) === 'json' ? answer.json({}) : answer.redirect(`/sessions/${id}`)
      },
      { signedIn: true },
    )
    .post(
      '/sessions/:id/ticket',
      async ({ params, viewer }) => {
        const session = await ownSession(db, viewer, idIn(params))
        if (session.state !== 'running') throw new Conflict((t) => t.reasons.notRunning)
        return new Response(null, { status: 204, headers: ticketFor(session.id, viewer) })
      },
      { signedIn: true },
    )
    .post(
      '/sessions/:id/pause',
      async ({ request, params, viewer, answer }) => {
        await pauseSession(db, alone(viewer), idIn(params))
        return wantedBy(request) === 'json' ? answer.json({}) : answer.redirect('/')
      },
      { signedIn: true },
    )
    .post(
      '/sessions/:id/resume',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        await resumeSession(db, alone(viewer), id)
        return wantedBy(request) === 'json' ? answer.json({}) : answer.redirect(`/sessions/${id}`)
      },
      { signedIn: true },
    )
    .post(
      '/sessions/:id/stop',
      async ({ request, params, viewer, answer }) => {
        await stopSession(db, alone(viewer), idIn(params))
        return wantedBy(request) === 'json' ? answer.json({}) : answer.redirect('/')
      },
      { signedIn: true },
    )
    .post(
      '/sessions/:id/start',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        await attention.makeUp()
        await startSession(db, alone(viewer), id, now())
        return wantedBy(request) === 'json' ? answer.json({}) : answer.redirect(`/sessions/${id}`)
      },
      { signedIn: true },
    )
    .post(
      '/sessions/:id/extend',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        await extendSession(db, alone(viewer), id, seenEnd(form.text('seen')))
        return wantedBy(request) === 'json' ? answer.json({}) : answer.redirect(`/sessions/${id}`)
      },
      { signedIn: true },
    )
    .post(
      '/sessions/:id/delete',
      async ({ request, params, viewer, answer }) => {
        const session = await ownSession(db, viewer, idIn(params))
        await deleteSession(db, viewer, session.id)
        return wantedBy(request) === 'json' ? answer.json({}) : answer.redirect('/')
      },
      { signedIn: true },
    )
}

/** A session of this person, not merely one that they may see: an admin's view is another page. */
async function ownSession(db: Db, viewer: Person, id: string): Promise<SessionRow> {
  return findSession(db, alone(viewer), id)
}

/** Even an admin acts here on sessions of their own. */
function alone(viewer: Person): Person {
  return { ...viewer, admin: false }
}
