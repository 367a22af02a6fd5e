import type { GroupField } from '../../../views/group-form.tsx'
import type { GroupFields } from '../../db/groups.ts'
import { ABILITIES, type GroupAbilities } from '../../domain/abilities.ts'
import { parseId } from '../../domain/access.ts'
import {
  END_ACTIONS,
  GROUP_SETTING_NAMES,
  GROUP_SETTINGS,
  type GroupSetting,
  isEndSetting,
} from '../../domain/limits.ts'
import { type Checks, checks } from '../web/fields.ts'
import type { Form } from '../web/form.ts'

const PRIORITY = { minimum: 0, maximum: 9999 }

/** Reads the form of a group. A limit or ability that is left empty is not set by this group. */
export function parseGroup(form: Form): GroupFields {
  const check: Checks<GroupField> = checks(form)
  const settings: Partial<Record<GroupSetting, number>> = {}
  for (const name of GROUP_SETTING_NAMES) {
    if (form.text(name).trim() === '') continue
    const value = isEndSetting(name)
      ? action(form, check, name)
      : whole(form, check, name, GROUP_SETTINGS[name])
    if (value !== undefined) settings[name] = value
  }
  const fields = {
    name: check.line('name', 64, { required: true }),
    description: check.line('description', 300),
    priority: whole(form, check, 'priority', PRIORITY) ?? PRIORITY.maximum,
    members: check.choice('members'),
    workspaces: check.choice('workspaces'),
    settings,
    abilities: abilities(form, check),
    startWorkspaceId: start(form, check),
  }
  check.settle()
  return fields
}

/** The priority alone, as it is typed in the list. */
export function parsePriority(form: Form): number {
  const check: Checks<GroupField> = checks(form)
  const priority = whole(form, check, 'priority', PRIORITY)
  check.settle()
  return priority ?? PRIORITY.maximum
}

function action(form: Form, check: Checks<GroupField>, field: GroupSetting): number | undefined {
  const typed = form.text(field)
  const known = END_ACTIONS.find((name) => name === typed)
  if (known) return END_ACTIONS.indexOf(known)
  check.refuse(field, (t) => t.groups.endUnknown)
  return undefined
}

function start(form: Form, check: Checks<GroupField>): string | null {
  const typed = form.text('start')
  const id = parseId(typed)
  if (typed !== '' && !id) check.refuse('start', (t) => t.refusals.workspaceUnknown)
  return id ?? null
}

function abilities(form: Form, check: Checks<GroupField>): GroupAbilities {
  const said: { -readonly [Name in keyof GroupAbilities]: boolean } = {}
  for (const ability of ABILITIES) {
    const typed = form.text(ability)
    if (typed === 'on' || typed === 'off') said[ability] = typed === 'on'
    else if (typed !== '') check.refuse(ability, (t) => t.abilities.unknown)
  }
  return said
}

function whole(
  form: Form,
  check: Checks<GroupField>,
  field: GroupField,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): number | undefined {
  const typed = form.text(field).trim()
  const value = /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN
  if (value >= minimum && value <= maximum) return value
  check.refuse(field, (t) => t.refusals.wholeNumber(minimum, maximum))
  return undefined
}
