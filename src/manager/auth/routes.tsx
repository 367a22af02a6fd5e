import { Elysia } from 'elysia'
import { pristine } from '../../../views/form.ts'
import { SigninForm, SigninPage, type SigninPageProps } from '../../../views/signin.tsx'
import { endLogin, findLogin } from '../../db/logins.ts'
import { startWorkspace } from '../../db/portal-choices.ts'
import { setTheme } from '../../db/users.ts'
import { THEMES } from '../../domain/look.ts'
import { Busy } from '../../errors.ts'
import { logger } from '../../log.ts'
import type { access } from '../web/access.ts'
import { BadRequest, readForm } from '../web/form.ts'
import { clientAddress, wantedBy } from '../web/request.ts'
import { clearCookie, hashToken, setCookie } from './cookie.ts'
import { safeNext } from './next.ts'
import { type SignInDeps, signIn } from './sign-in.ts'

const log = logger('manager')

type Deps = SignInDeps & { readonly access: ReturnType<typeof access> }

/** Signing in and out, and the theme. */
export function authRoutes({ access, ...deps }: Deps) {
  return new Elysia({ name: 'auth' })
    .use(access)
    .get(
      '/sign-in',
      ({ query, viewer, answer }) => {
        const next = safeNext(query.next)
        if (viewer) return answer.redirect(next)
        const signedOut = query['signed-out'] !== undefined
        return answer.page(<SigninPage form={pristine({})} next={next} signedOut={signedOut} />)
      },
      { guest: true },
    )
    .post(
      '/sign-in',
      async ({ request, answer }) => {
        const form = await readForm(request)
        const username = form.text('name').trim()
        const next = safeNext(form.text('next'))
        const refuse = (notice: string, status: number, headers = {}) => {
          const values = { name: username.slice(0, 254) }
          const props: SigninPageProps = { form: { values, errors: {}, notice }, next }
          const init = { status, headers }
          return answer.pageOrPiece(<SigninPage {...props} />, <SigninForm {...props} />, init)
        }
        try {
          const token = await signIn(deps, request, { username, password: form.text('password') })
          if (token) {
            const to = next === '/' ? await startPath(deps, token) : next
            return answer.redirect(to, { headers: { 'set-cookie': setCookie(token) } })
          }
          log.info('A sign-in failed', { address: clientAddress(request) })
          return refuse(answer.texts.refusals.signInWrong, 401)
        } catch (error) {
          if (!(error instanceof Busy)) throw error
          return refuse(error.say(answer.texts), 429, { 'retry-after': String(error.retryAfter) })
        }
      },
      { guest: true },
    )
    .post(
      '/sign-out',
      async ({ viewer, answer }) => {
        if (viewer) await endLogin(deps.db, viewer)
        return answer.redirect('/sign-in?signed-out', { headers: { 'set-cookie': clearCookie() } })
      },
      { guest: true },
    )
    .post(
      '/theme',
      async ({ request, viewer, answer }) => {
        const typed = (await readForm(request)).text('theme')
        const theme = THEMES.find((one) => one === typed)
        if (!theme) throw new BadRequest((t) => t.refusals.malformed)
        await setTheme(deps.db, viewer, theme)
        return wantedBy(request) === 'page'
          ? answer.redirect(pageBefore(request))
          : new Response(null, { status: 204 })
      },
      { newcomer: true },
    )
}

/** What opens for whoever has just signed in: their workspace, or the list of them. */
async function startPath({ db, now }: SignInDeps, token: string): Promise<string> {
  const person = await findLogin(db, hashToken(token), now())
  if (!person || person.mustChangePassword) return '/'
  const workspace = await startWorkspace(db, person)
  return workspace === undefined ? '/' : `/launch/${workspace}`
}

/** The page whose form this is, where the browser says so. */
function pageBefore({ headers }: Request): string {
  const referer = headers.get('referer')
  if (!referer || !URL.canParse(referer)) return '/'
  const { host, pathname, search } = new URL(referer)
  return host === headers.get('host') ? safeNext(pathname + search) : '/'
}
