import { Elysia } from 'elysia'
import { ProfilePage } from '../../../views/profile.tsx'
import type { Db } from '../../db/client.ts'
import { endLoginsOf, endOwnLogin, listOwnLogins } from '../../db/logins.ts'
import { findStart, type Start, setLanguage, setStart } from '../../db/portal-choices.ts'
import { listOwnSessions } from '../../db/sessions.ts'
import { parseId } from '../../domain/access.ts'
import { nameBrowser } from '../../domain/user-agent.ts'
import { Invalid } from '../../errors.ts'
import { languageOf } from '../../texts/languages.ts'
import type { access } from '../web/access.ts'
import { BadRequest, readForm } from '../web/form.ts'
import { idIn } from '../web/params.ts'

type Deps = {
  readonly db: Db
  readonly now: () => number
  readonly access: ReturnType<typeof access>
}

const DONE = ['saved', 'ended', 'ended-others'] as const

/** A person's own page, and what they change there. */
export function profileRoutes({ db, now, access }: Deps) {
  return new Elysia({ name: 'profile' })
    .use(access)
    .get(
      '/profile',
      async ({ query, viewer, answer }) => {
        const [{ own, ofGroups, choices }, sessions, logins] = await Promise.all([
          findStart(db, viewer),
          listOwnSessions(db, viewer),
          listOwnLogins(db, viewer, now()),
        ])
        const signIns = logins.map(({ id, address, userAgent, createdAt, lastSeenAt }) => ({
          id,
          address,
          browser: nameBrowser(userAgent),
          since: createdAt,
          lastSeen: lastSeenAt,
          own: id === viewer.loginId,
        }))
        const open = sessions.map(({ id, workspaceName, state }) => ({
          id,
          workspace: workspaceName,
          state,
        }))
        return answer.page(
          <ProfilePage
            username={viewer.username}
            language={languageOf(viewer.language)}
            start={{
              chosen: typeof own === 'string' ? own : own.workspaceId,
              ofGroups: ofGroups?.name,
              choices: choices.map(({ id, name }) => ({ id, name })),
            }}
            sessions={open}
            signIns={signIns}
            done={DONE.find((done) => done === query.done)}
          />,
        )
      },
      { signedIn: true },
    )
    .post(
      '/profile/language',
      async ({ request, viewer, answer }) => {
        const typed = (await readForm(request)).text('language')
        const language = typed === '' ? '' : languageOf(typed)
        if (language === undefined) throw new BadRequest((t) => t.refusals.malformed)
        await setLanguage(db, viewer, language)
        return answer.redirect('/profile')
      },
      { signedIn: true },
    )
    .post(
      '/profile/start',
      async ({ request, viewer, answer }) => {
        await setStart(db, viewer, parseStart((await readForm(request)).text('start')))
        return answer.redirect('/profile?done=saved')
      },
      { signedIn: true },
    )
    .post(
      '/profile/sign-ins/end-others',
      async ({ viewer, answer }) => {
        await endLoginsOf(db, viewer, viewer.userId, { keepOwn: true })
        return answer.redirect('/profile?done=ended-others')
      },
      { signedIn: true },
    )
    .post(
      '/profile/sign-ins/:id/end',
      async ({ params, viewer, answer }) => {
        await endOwnLogin(db, viewer, idIn(params))
        return answer.redirect('/profile?done=ended')
      },
      { signedIn: true },
    )
}

function parseStart(typed: string): Start {
  if (typed === 'portal' || typed === 'groups') return typed
  const workspaceId = parseId(typed)
  if (workspaceId !== undefined) return { workspaceId }
  throw new Invalid((t) => t.profile.startUnknown, { start: (t) => t.profile.startUnknown })
}
