import type { ComponentChildren } from 'preact'
import { ABILITIES, type Ability, type GroupAbility } from '../src/domain/abilities.ts'
import { ALL_USERS } from '../src/domain/access.ts'
import {
  type Effective,
  END_ACTIONS,
  GROUP_SETTING_NAMES,
  type GroupSetting,
  isEndSetting,
} from '../src/domain/limits.ts'
import { GroupAbilitiesCard } from './components/ability-switches.tsx'
import { Crumbs } from './components/crumbs.tsx'
import { ConfirmDialog } from './components/dialog.tsx'
import { settingValue } from './components/effective-settings.tsx'
import { ChoicesField, fieldId, TextField } from './components/field.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { RecordForm } from './components/record-form.tsx'
import { SaveBar } from './components/save-bar.tsx'
import { useTexts } from './context.tsx'
import { type FormState, textOf } from './form.ts'

/**
 * `members` and `workspaces` are ids. A setting is a whole number, or empty: not set by this group;
 * so is an ability that is neither `on` nor `off`.
 */
export const GROUP_FIELDS = [
  'name',
  'description',
  'priority',
  'members',
  'workspaces',
  'start',
  ...GROUP_SETTING_NAMES,
  ...ABILITIES,
] as const
export type GroupField = (typeof GROUP_FIELDS)[number]

export interface GroupFormProps {
  /** Absent for a new one. */
  readonly group?:
    | {
        readonly id: string
        readonly name: string
        readonly builtIn: boolean
        readonly members: number
        readonly workspaces: number
        /** What applies to somebody who is in this group and in All Users only. */
        readonly effective: Readonly<Record<GroupSetting, Effective>>
        readonly abilities: Readonly<Record<Ability, GroupAbility>>
      }
    | undefined
  readonly form: FormState<GroupField>
  readonly users: readonly { readonly id: string; readonly name: string }[]
  readonly workspaces: readonly { readonly id: string; readonly name: string }[]
  readonly saved?: boolean | undefined
}

/** GET /admin/groups/new and /admin/groups/:id */
export function GroupFormPage(props: GroupFormProps) {
  const { groups: texts, common } = useTexts()
  const { group } = props
  const title = group?.name ?? texts.newTitle
  return (
    <AdminLayout title={title} area="groups">
      <header class="head">
        <div>
          <Crumbs links={[{ name: texts.title, href: '/admin/groups' }]} />
          <h1>{title}</h1>
          {group?.builtIn && (
            <p>
              <span class="tag">{texts.builtIn}</span>
            </p>
          )}
        </div>
        {group && !group.builtIn && (
          <>
            <button class="btn danger" type="button" data-dialog="delete">
              {texts.delete}
            </button>
            <ConfirmDialog
              id="delete"
              title={texts.deleteTitle(group.name)}
              verb={texts.delete}
              action={`/admin/groups/${group.id}/delete`}
            >
              {texts.deleteBody(group.members, group.workspaces)}
            </ConfirmDialog>
          </>
        )}
      </header>
      {props.saved && <Notice tone="ok" role="status" title={common.saved} />}
      <GroupForm {...props} />
    </AdminLayout>
  )
}

/** Also what a refused POST to the same path answers to htmx. */
export function GroupForm(props: GroupFormProps) {
  const texts = useTexts()
  const { groups, abilities } = texts
  const { form, group } = props
  const everybody = group?.id === ALL_USERS
  return (
    <RecordForm
      id="group-form"
      to={`/admin/groups/${group?.id ?? 'new'}`}
      form={form}
      labels={{
        name: groups.name,
        description: groups.description,
        priority: groups.priority,
        members: groups.members,
        workspaces: groups.workspaces,
        ...groups.settingNames,
        start: groups.start,
        ...abilities.names,
      }}
    >
      <div class="split even">
        <div class="stack">
          <section class="card">
            <header>
              <h2>{groups.whatItIs}</h2>
            </header>
            <div class="body stack">
              <TextField form={form} name="name" label={groups.name} required />
              <TextField form={form} name="description" label={groups.description} />
              <TextField
                form={form}
                name="priority"
                label={groups.priority}
                help={groups.priorityHelp}
                inputmode="numeric"
                required
              />
              <StartChoice form={form} workspaces={props.workspaces} />
            </div>
          </section>
          <section class="card">
            <header>
              <h2>{groups.settings}</h2>
            </header>
            <div class="body stack">
              <p class="small muted">{groups.settingsHelp}</p>
              {GROUP_SETTING_NAMES.map((name) => {
                const shared = {
                  form,
                  label: groups.settingNames[name],
                  help: groups.settingHelp[name],
                  origin: group && (
                    <Origin name={name} group={group.id} {...group.effective[name]} />
                  ),
                }
                return isEndSetting(name) ? (
                  <EndChoice key={name} name={name} {...shared} />
                ) : (
                  <TextField key={name} name={name} {...shared} inputmode="numeric" />
                )
              })}
            </div>
          </section>
          <GroupAbilitiesCard form={form} effective={group?.abilities} group={group?.id} />
        </div>
        <div class="stack">
          <section class="card">
            <header>
              <h2>{groups.workspaces}</h2>
            </header>
            <div class="body">
              <ChoicesField
                form={form}
                name="workspaces"
                label={groups.workspaces}
                hideLabel
                help={groups.workspacesHelp}
                empty={groups.noWorkspaces}
                choices={props.workspaces.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </div>
          </section>
          <section class="card">
            <header>
              <h2>{groups.members}</h2>
            </header>
            <div class="body">
              {everybody ? (
                <p class="muted">{groups.allUsersMembers}</p>
              ) : (
                <ChoicesField
                  form={form}
                  name="members"
                  label={groups.members}
                  hideLabel
                  help={groups.membersHelp}
                  empty={groups.nobody}
                  choices={props.users.map(({ id, name }) => ({ value: id, label: name }))}
                />
              )}
            </div>
          </section>
        </div>
      </div>
      <SaveBar verb={group ? groups.save : groups.create} back="/admin/groups" />
    </RecordForm>
  )
}

/** What opens when its members sign in; each may choose something else for themselves. */
function StartChoice(props: Pick<GroupFormProps, 'form' | 'workspaces'>) {
  const { groups } = useTexts()
  const id = fieldId('start')
  const chosen = textOf(props.form, 'start')
  return (
    <div class="field">
      <label for={id}>{groups.start}</label>
      <select class="input" id={id} name="start" aria-describedby={`${id}-help`}>
        <option value="">{groups.startNothing}</option>
        {props.workspaces.map((workspace) => (
          <option key={workspace.id} value={workspace.id} selected={workspace.id === chosen}>
            {workspace.name}
          </option>
        ))}
      </select>
      <p class="help" id={`${id}-help`}>
        {groups.startHelp}
      </p>
    </div>
  )
}

type EndChoiceProps = {
  form: FormState<GroupField>
  name: GroupSetting
  label: string
  help: string
  origin: ComponentChildren
}

/** What happens to a session by itself; left to another group, or one of END_ACTIONS. */
function EndChoice({ form, name, label, help, origin }: EndChoiceProps) {
  const { groups, abilities } = useTexts()
  const id = fieldId(name)
  const typed = textOf(form, name)
  const error: string | undefined = form.errors[name]
  return (
    <div class="choice" id={id} role="radiogroup" aria-labelledby={`${id}-label`}>
      <span>
        <b id={`${id}-label`}>{label}</b>
        <small>{help}</small>
        {origin !== undefined && <small>{origin}</small>}
        {error !== undefined && <small class="error">{error}</small>}
      </span>
      <span class="segment">
        {(['', ...END_ACTIONS] as const).map((value) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={value === typed} />
            {value === '' ? abilities.unset : groups.endActions[value]}
          </label>
        ))}
      </span>
    </div>
  )
}

function Origin(props: Effective & { name: GroupSetting; group: string }) {
  const texts = useTexts()
  const value = settingValue(texts, props.name, props.value)
  if (!props.origin) return <>{texts.groups.effectiveDefault(value)}</>
  if (props.origin.id === props.group) return <>{texts.groups.effectiveHere(value)}</>
  return <>{texts.groups.effectiveNow(value, props.origin.name)}</>
}
