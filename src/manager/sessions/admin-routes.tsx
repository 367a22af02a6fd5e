import { Elysia } from 'elysia'
import { SessionDetailPage } from '../../../views/session-detail.tsx'
import { SESSION_VIEWS, SessionsPage, SessionsTable } from '../../../views/sessions-admin.tsx'
import type { Db } from '../../db/client.ts'
import {
  extendSession,
  pauseSession,
  resumeSession,
  startSession,
  stopSession,
} from '../../db/session-life.ts'
import { countSessions, listSessions } from '../../db/session-list.ts'
import { listRuns } from '../../db/session-runs.ts'
import { deleteSession, findSession, forceEnd, listEvents, settingsOf } from '../../db/sessions.ts'
import { parseId } from '../../domain/access.ts'
import { timeLeft } from '../../domain/time-left.ts'
import type { Attention } from '../loops/attention.ts'
import type { access } from '../web/access.ts'
import { readForm } from '../web/form.ts'
import { idIn, idsIn } from '../web/params.ts'
import { wantedBy } from '../web/request.ts'
import { sortingIn } from '../web/sorting.ts'

import { seenEnd } from './extend.ts'
import { runProps, sessionRowProps, timelineEvent } from './row.ts'

import { refusalSentence } from './sentences.ts'

type Deps = {
  readonly db: Db
  readonly now: () => number
  readonly access: ReturnType<typeof access>
  readonly attention: Attention
}

const SESSION_SORTS = ['started', 'workspace', 'person'] as const

/** Every session of the installation, for admins. */
export function sessionAdminRoutes({ db, now, access, attention }: Deps) {
  return new Elysia({ name: 'sessions-admin', prefix: '/admin/sessions' })
    .use(access)
    .get(
      '/',
      async ({ request, query, viewer, answer }) => {
        const view = SESSION_VIEWS.find((one) => one === query.view) ?? 'live'
        const search = (query.search ?? '').slice(0, 200)
        const sorting = sortingIn(query, SESSION_SORTS, 'down')
        const cursor = {
          after: parseId(query.after ?? ''),
          before: parseId(query.before ?? ''),
        }
        const [found, counted] = await Promise.all([
          listSessions(db, viewer, {
            view,
            search,
            order: { by: sorting.by, ascending: sorting.direction === 'up' },
            ...cursor,
          }),
          wantedBy(request) === 'fragment' ? undefined : countSessions(db, viewer),
        ])
        const { previous, next } = found
        const sessions = found.rows.map((session) => sessionRowProps(answer.texts, session, now()))
        const table = { sessions, view, search, sorting, cursor, previous, next }
        if (!counted) {
          return answer.fragment(<SessionsTable {...table} />, '/admin/sessions')
        }
        const { people, lost, ready, ...counts } = counted
        return answer.page(
          <SessionsPage {...table} counts={counts} people={people} lost={lost} ready={ready} />,
        )
      },
      { admin: true },
    )
    .get(
      '/:id',
      async ({ params, viewer, answer }) => {
        const session = await findSession(db, viewer, idIn(params))
        const events = await listEvents(db, viewer, session.id)
        const runs = await listRuns(db, viewer, session.id)
        const { failure } = session
        const { limit } = timeLeft(session, await settingsOf(db, session.userId), now())
        return answer.page(
          <SessionDetailPage
            {...sessionRowProps(answer.texts, session, now())}
            image={session.image}
            endedAt={session.endedAt ?? undefined}
            limit={limit && { at: new Date(limit.ends), action: limit.action }}
            events={events.map(({ event, actor }) => ({
              at: event.at,
              event: timelineEvent(event.event),
              by: actor ?? undefined,
            }))}
            runs={runs.map(runProps)}
            refusals={
              failure?.kind === 'no place'
                ? failure.agents.map(({ agent, reason }) => ({
                    agent,
                    reason: refusalSentence(answer.texts, reason),
                  }))
                : []
            }
          />,
        )
      },
      { admin: true },
    )
    .post(
      '/:id/pause',
      async ({ params, viewer, answer }) => {
        const id = idIn(params)
        await pauseSession(db, viewer, id)
        return answer.redirect(`/admin/sessions/${id}`)
      },
      { admin: true },
    )
    .post(
      '/:id/resume',
      async ({ params, viewer, answer }) => {
        const id = idIn(params)
        await resumeSession(db, viewer, id)
        return answer.redirect(`/admin/sessions/${id}`)
      },
      { admin: true },
    )
    .post(
      '/:id/stop',
      async ({ params, viewer, answer }) => {
        const id = idIn(params)
        await stopSession(db, viewer, id)
        return answer.redirect(`/admin/sessions/${id}`)
      },
      { admin: true },
    )
    .post(
      '/:id/start',
      async ({ params, viewer, answer }) => {
        const id = idIn(params)
        await attention.makeUp()
        await startSession(db, viewer, id, now())
        return answer.redirect(`/admin/sessions/${id}`)
      },
      { admin: true },
    )
    .post(
      '/:id/extend',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        await extendSession(db, viewer, id, seenEnd(form.text('seen')))
        return answer.redirect(`/admin/sessions/${id}`)
      },
      { admin: true },
    )
    .post(
      '/end',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        for (const id of idsIn(form)) await deleteSession(db, viewer, id)
        return answer.redirect('/admin/sessions')
      },
      { admin: true },
    )
    .post(
      '/:id/delete',
      async ({ params, viewer, answer }) => {
        await deleteSession(db, viewer, idIn(params))
        return answer.redirect('/admin/sessions')
      },
      { admin: true },
    )
    .post(
      '/:id/force',
      async ({ params, viewer, answer }) => {
        await forceEnd(db, viewer, idIn(params))
        return answer.redirect('/admin/sessions')
      },
      { admin: true },
    )
}
