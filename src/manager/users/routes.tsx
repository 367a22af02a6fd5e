import { Elysia } from 'elysia'
import { pristine } from '../../../views/form.ts'
import {
  SetPasswordForm,
  USER_FIELDS,
  type UserField,
  UserForm,
  UserFormPage,
  type UserFormProps,
} from '../../../views/user-form.tsx'
import { UserSwitch, UsersPage, UsersSummary } from '../../../views/users-admin.tsx'
import { abilitiesOf } from '../../db/abilities.ts'
import type { Db } from '../../db/client.ts'
import { deleteUser } from '../../db/deleted-users.ts'
import { listGroups } from '../../db/groups.ts'
import { listProfiles } from '../../db/profiles.ts'
import { settingsOf } from '../../db/sessions.ts'
import {
  countUsers,
  createUser,
  findUser,
  listUsers,
  setDisabled,
  setPassword,
  updateUser,
} from '../../db/users.ts'
import { ALL_USERS, type Person } from '../../domain/access.ts'
import { Conflict } from '../../errors.ts'
import { SHORTEST_PASSWORD } from '../auth/password-rules.ts'
import type { Passwords } from '../auth/passwords.ts'
import { profileProps } from '../profiles/props.ts'
import type { access } from '../web/access.ts'
import { refusedForm } from '../web/fields.ts'
import { readForm } from '../web/form.ts'
import { inlineOutcome } from '../web/inline.ts'
import { idIn, idsIn } from '../web/params.ts'
import { wantedBy } from '../web/request.ts'
import { parseNewUser, parsePassword, parseUser } from './parse.ts'

type Deps = {
  readonly db: Db
  readonly passwords: Passwords
  readonly now: () => number
  readonly access: ReturnType<typeof access>
}

/** Users, for admins. */
export function userRoutes({ db, passwords, now, access }: Deps) {
  async function newProps(viewer: Person, form: UserFormProps['form']): Promise<UserFormProps> {
    const groups = await listGroups(db, viewer)
    return { form, passwordForm: pristine({}), groups, minimumLength: SHORTEST_PASSWORD }
  }

  async function editProps(
    viewer: Person,
    id: string,
    refused: Partial<Pick<UserFormProps, 'form' | 'passwordForm'>> = {},
  ): Promise<UserFormProps> {
    const { username: name, admin, disabled, sessions, ...user } = await findUser(db, viewer, id)
    const [effective, abilities, kept] = await Promise.all([
      settingsOf(db, id),
      abilitiesOf(db, id),
      listProfiles(db, viewer, { userId: id }),
    ])
    const profiles = kept.map((row) => profileProps(row))
    const self = id === viewer.userId
    const typed: UserFormProps['form']['values'] = {
      name,
      displayName: user.fullName,
      enabled: disabled ? '' : 'on',
      groups: user.groups.map((group) => group.id),
    }
    return {
      ...(await newProps(viewer, pristine(typed))),
      user: { id, name, admin, disabled, self, sessions, effective, abilities, profiles },
      ...refused,
    }
  }

  return new Elysia({ name: 'users', prefix: '/admin/users' })
    .use(access)
    .get(
      '',
      async ({ query, viewer, answer }) => {
        const search = (query.search ?? '').trim().slice(0, 200)
        const { after, before } = query
        const found = await listUsers(db, viewer, { search, after, before })
        const { all, disabled } = await countUsers(db, viewer)
        const users = found.rows.map((user) => ({
          id: user.id,
          name: user.username,
          displayName: user.fullName,
          admin: user.admin,
          disabled: user.disabled,
          groups: user.groups.filter(({ id }) => id !== ALL_USERS).map(({ name }) => name),
          lastSignIn: user.lastSignInAt ?? undefined,
          sessions: user.sessions,
          self: user.id === viewer.userId,
        }))
        return answer.page(
          <UsersPage {...found} users={users} search={search} total={all} disabled={disabled} />,
        )
      },
      { admin: true },
    )
    .get(
      '/new',
      async ({ viewer, answer }) => {
        const props = await newProps(viewer, pristine({ enabled: 'on', groups: [ALL_USERS] }))
        return answer.page(<UserFormPage {...props} />)
      },
      { admin: true },
    )
    .post(
      '/new',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        try {
          const { password, ...fields } = parseNewUser(form)
          await createUser(db, viewer, fields, await passwords.hash(password))
          return answer.redirect('/admin/users')
        } catch (error) {
          const { state, status } = refusedForm(error, form, USER_FIELDS, answer.texts)
          const props = await newProps(viewer, withoutPassword(state))
          const [page, piece] = [<UserFormPage {...props} />, <UserForm {...props} />]
          return answer.pageOrPiece(page, piece, { status })
        }
      },
      { admin: true },
    )
    .post(
      '/enabled',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        const disabled = form.text('act') === 'disable'
        // Nobody shuts themselves out.
        const ids = idsIn(form).filter((id) => id !== viewer.userId)
        await setDisabled(db, viewer, ids, disabled)
        return answer.redirect('/admin/users')
      },
      { admin: true },
    )
    .post(
      '/:id/enabled',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const disabled = !(await readForm(request)).ticked('enabled')
        await findUser(db, viewer, id)
        const { outcome, status } = await inlineOutcome(answer.texts, async () => {
          if (id === viewer.userId) throw new Conflict((t) => t.refusals.disableSelf)
          await setDisabled(db, viewer, [id], disabled)
        })
        const user = await findUser(db, viewer, id)
        if (wantedBy(request) !== 'fragment') return answer.redirect('/admin/users')
        const { username: name, admin } = user
        const props = { id, name, admin, disabled: user.disabled, self: false, outcome }
        const { all, disabled: off } = await countUsers(db, viewer)
        const piece = (
          <>
            <UserSwitch {...props} />
            <UsersSummary total={all} disabled={off} anew />
          </>
        )
        return answer.fragment(piece, '/admin/users', { status })
      },
      { admin: true },
    )
    .get(
      '/:id',
      async ({ params, query, viewer, answer }) => {
        const props = await editProps(viewer, idIn(params))
        return answer.page(<UserFormPage {...props} saved={query.saved !== undefined} />)
      },
      { admin: true },
    )
    .post(
      '/:id',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        try {
          const fields = parseUser(form)
          // One's own form has no such switch: nobody shuts themselves out.
          const disabled = id === viewer.userId ? false : fields.disabled
          await updateUser(db, viewer, id, { ...fields, disabled })
          return answer.redirect(`/admin/users/${id}?saved`)
        } catch (error) {
          const { state, status } = refusedForm(error, form, USER_FIELDS, answer.texts)
          const props = await editProps(viewer, id, { form: withoutPassword(state) })
          const [page, piece] = [<UserFormPage {...props} />, <UserForm {...props} />]
          return answer.pageOrPiece(page, piece, { status })
        }
      },
      { admin: true },
    )
    .post(
      '/:id/password',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        const shownOn = `/admin/users/${id}`
        try {
          if (id === viewer.userId) throw new Conflict((t) => t.refusals.ownPassword)
          const { username } = await findUser(db, viewer, id)
          const hash = await passwords.hash(parsePassword(form, username))
          await setPassword(db, viewer, id, hash, now())
          return answer.redirect(`${shownOn}?saved`, { shownOn })
        } catch (error) {
          const { state, status } = refusedForm(error, form, ['password'], answer.texts)
          const passwordForm = { ...state, values: {} }
          const props = await editProps(viewer, id, { passwordForm })
          const piece = (
            <SetPasswordForm id={id} form={passwordForm} minimumLength={SHORTEST_PASSWORD} />
          )
          return answer.pageOrPiece(<UserFormPage {...props} />, piece, { status, shownOn })
        }
      },
      { admin: true },
    )
    .post(
      '/:id/delete',
      async ({ params, viewer, answer }) => {
        const id = idIn(params)
        if (id === viewer.userId) throw new Conflict((t) => t.refusals.deleteSelf)
        await deleteUser(db, viewer, id)
        return answer.redirect('/admin/users')
      },
      { admin: true },
    )
}

function withoutPassword(state: UserFormProps['form']): UserFormProps['form'] {
  const values: Partial<Record<UserField, string | readonly string[]>> = { ...state.values }
  delete values.password
  return { ...state, values }
}
