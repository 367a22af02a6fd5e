import { Elysia } from 'elysia'
import { pristine } from '../../../views/form.ts'
import {
  type PasswordField,
  PasswordForm,
  PasswordPage,
  type PasswordPageProps,
} from '../../../views/password.tsx'
import type { SignedIn } from '../../db/logins.ts'
import { findCredentials, setPassword } from '../../db/users.ts'
import type { Say } from '../../errors.ts'
import type { access } from '../web/access.ts'
import { type Form, readForm } from '../web/form.ts'
import { clientAddress } from '../web/request.ts'
import { LONGEST_PASSWORD, passwordProblem, SHORTEST_PASSWORD } from './password-rules.ts'
import type { SignInDeps } from './sign-in.ts'
import { throttle, verifyUnder } from './throttle.ts'

type Deps = SignInDeps & { readonly access: ReturnType<typeof access> }
type Problems = Partial<Record<PasswordField, Say>>

/** One's own password. The only page for somebody whose password was made by another. */
export function passwordRoutes({ access, ...deps }: Deps) {
  return new Elysia({ name: 'password' })
    .use(access)
    .get(
      '/password',
      ({ query, viewer, answer }) => {
        const props = propsFor(viewer, pristine({}))
        return answer.page(<PasswordPage {...props} saved={query.saved !== undefined} />)
      },
      { newcomer: true },
    )
    .post(
      '/password',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        const problems = await problemsOf(deps, request, viewer, form)
        const entries = Object.entries(problems).map(([field, say]) => [field, say(answer.texts)])
        if (entries.length > 0) {
          const props = propsFor(viewer, { values: {}, errors: Object.fromEntries(entries) })
          const [page, piece] = [<PasswordPage {...props} />, <PasswordForm {...props} />]
          return answer.pageOrPiece(page, piece, { status: 422 })
        }
        const hash = await deps.passwords.hash(form.text('next'))
        await setPassword(deps.db, viewer, viewer.userId, hash, deps.now())
        return answer.redirect(viewer.mustChangePassword ? '/' : '/password?saved')
      },
      { newcomer: true },
    )
}

function propsFor(viewer: SignedIn, form: PasswordPageProps['form']): PasswordPageProps {
  return { form, forced: viewer.mustChangePassword, minimumLength: SHORTEST_PASSWORD }
}

/** The current password is asked for and throttled as a sign-in is: the browser may stand unlocked. */
async function problemsOf(
  { db, passwords, now }: SignInDeps,
  request: Request,
  viewer: SignedIn,
  form: Form,
): Promise<Problems> {
  const [current, next] = [form.text('current'), form.text('next')]
  const attempt = await throttle(db, viewer.username, clientAddress(request), now())
  const known = await findCredentials(db, { userId: viewer.userId })
  const short = current.slice(0, LONGEST_PASSWORD)
  if (!(await verifyUnder(attempt, () => passwords.verify(short, known?.passwordHash)))) {
    return { current: (t) => t.refusals.passwordCurrent }
  }
  await attempt.succeeded()
  const problem = passwordProblem(next, viewer.username)
  if (problem) return { next: problem }
  if (next === current) return { next: (t) => t.refusals.passwordSame }
  if (next !== form.text('repeat')) return { repeat: (t) => t.refusals.passwordRepeat }
  return {}
}
