import type { Ability, GroupAbility } from '../src/domain/abilities.ts'
import { ADMINISTRATORS, ALL_USERS } from '../src/domain/access.ts'
import type { Effective, GroupSetting } from '../src/domain/limits.ts'
import { Badge } from './components/badge.tsx'
import { Crumbs } from './components/crumbs.tsx'
import { ConfirmDialog } from './components/dialog.tsx'
import { EffectiveSettings } from './components/effective-settings.tsx'
import { ChoicesField, FormSummary, SwitchField, TextField } from './components/field.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { type KeptProfile, ProfileList, ProfilesGone } from './components/profile-list.tsx'
import { RecordForm } from './components/record-form.tsx'
import { SaveBar } from './components/save-bar.tsx'
import { useTexts, useUrl } from './context.tsx'
import type { FormState } from './form.ts'

/** `groups` are ids, `enabled` is `on` or absent, `password` is sent for a new user only. */
export const USER_FIELDS = ['name', 'displayName', 'password', 'enabled', 'groups'] as const
export type UserField = (typeof USER_FIELDS)[number]

export interface UserFormProps {
  /** Absent for a new one. */
  readonly user?:
    | {
        readonly id: string
        readonly name: string
        readonly admin: boolean
        readonly disabled: boolean
        /** It is the viewer: no deleting, no disabling. */
        readonly self: boolean
        /** Live ones. */
        readonly sessions: number
        readonly effective: Readonly<Record<GroupSetting, Effective>>
        readonly profiles: readonly KeptProfile[]
        readonly abilities: Readonly<Record<Ability, GroupAbility>>
      }
    | undefined
  readonly form: FormState<UserField>
  /** POST /admin/users/:id/password */
  readonly passwordForm: FormState<'password'>
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  readonly minimumLength: number
  readonly saved?: boolean | undefined
}

/** GET /admin/users/new and /admin/users/:id */
export function UserFormPage(props: UserFormProps) {
  const { users: texts, common, profiles } = useTexts()
  const { user } = props
  const title = user?.name ?? texts.newTitle
  return (
    <AdminLayout title={title} area="users">
      <header class="head">
        <div>
          <Crumbs links={[{ name: texts.title, href: '/admin/users' }]} />
          <h1>{title}</h1>
          {user && (
            <p class="row">
              {user.disabled ? (
                <Badge tone="off">{common.disabled}</Badge>
              ) : (
                <Badge tone="ok">{user.admin ? texts.admin : texts.member}</Badge>
              )}
            </p>
          )}
        </div>
        {user && !user.self && (
          <>
            <button class="btn danger" type="button" data-dialog="delete">
              {texts.delete}
            </button>
            <ConfirmDialog
              id="delete"
              title={texts.deleteTitle(user.name)}
              verb={texts.delete}
              action={`/admin/users/${user.id}/delete`}
            >
              {texts.deleteBody(user.sessions)} <ProfilesGone profiles={user.profiles} />
            </ConfirmDialog>
          </>
        )}
      </header>
      {props.saved && <Notice tone="ok" role="status" title={common.saved} />}
      {user ? (
        <div class="split">
          <UserForm {...props} />
          <div class="stack">
            <SetPasswordForm
              id={user.id}
              form={props.passwordForm}
              minimumLength={props.minimumLength}
            />
            <EffectiveSettings effective={user.effective} abilities={user.abilities} />
          </div>
        </div>
      ) : (
        <UserForm {...props} />
      )}
      {user && user.profiles.length > 0 && (
        <section class="stack" id="profiles">
          <h2>{profiles.ofUser}</h2>
          <ProfileList profiles={user.profiles} base="/admin/profiles" />
        </section>
      )}
    </AdminLayout>
  )
}

/** Also what a refused POST to the same path answers to htmx. */
export function UserForm(props: UserFormProps) {
  const { users: texts } = useTexts()
  const { form, user } = props
  const choices = props.groups.map(({ id, name }) => ({
    value: id,
    label: name,
    note: id === ADMINISTRATORS ? texts.adminHelp : undefined,
    fixed: id === ALL_USERS,
  }))
  return (
    <RecordForm
      id="user-form"
      to={`/admin/users/${user?.id ?? 'new'}`}
      form={form}
      labels={{
        name: texts.name,
        displayName: texts.displayName,
        password: texts.password,
        enabled: texts.enabled,
        groups: texts.groups,
      }}
    >
      <section class="card">
        <header>
          <h2>{texts.person}</h2>
        </header>
        <div class="body stack">
          <div class="pair">
            <TextField form={form} name="name" label={texts.name} help={texts.nameHelp} required />
            <TextField form={form} name="displayName" label={texts.displayName} />
          </div>
          {!user && (
            <TextField
              form={form}
              name="password"
              secret
              label={texts.password}
              help={texts.passwordHelp(props.minimumLength)}
              autocomplete="new-password"
              required
            />
          )}
        </div>
      </section>
      <section class="card">
        <header>
          <h2>{texts.access}</h2>
        </header>
        <div class="body stack">
          {!user?.self && (
            <SwitchField
              form={form}
              name="enabled"
              label={texts.enabled}
              help={texts.enabledHelp}
            />
          )}
          <ChoicesField
            form={form}
            name="groups"
            label={texts.groups}
            help={texts.groupsHelp}
            empty={texts.groupsHelp}
            choices={choices}
          />
        </div>
      </section>
      <SaveBar verb={user ? texts.save : texts.create} back="/admin/users" />
    </RecordForm>
  )
}

/** Also what a refused POST /admin/users/:id/password answers to htmx. */
export function SetPasswordForm(props: {
  id: string
  form: FormState<'password'>
  minimumLength: number
}) {
  const { users: texts } = useTexts()
  const url = useUrl()
  const action = url(`/admin/users/${props.id}/password`)
  return (
    <form
      class="card"
      id="set-password"
      method="post"
      action={action}
      hx-post={action}
      hx-target="this"
      hx-swap="outerHTML"
    >
      <header>
        <h2>{texts.setPassword}</h2>
      </header>
      <div class="body stack">
        <FormSummary form={props.form} labels={{ password: texts.newPassword }} />
        <p class="muted small">{texts.setPasswordHelp}</p>
        <TextField
          form={props.form}
          name="password"
          secret
          label={texts.newPassword}
          help={texts.passwordHelp(props.minimumLength)}
          autocomplete="new-password"
          required
        />
      </div>
      <footer>
        <button class="btn" type="submit">
          {texts.setPasswordSubmit}
        </button>
      </footer>
    </form>
  )
}
