import type { WorkspaceField } from '../../../views/workspace-form.tsx'
import type { WorkspaceFields } from '../../db/workspaces.ts'
import {
  isPersonal,
  PROFILE_KINDS,
  type ProfileKind,
  type TemplateProblem,
  templateProblem,
} from '../../domain/profile.ts'
import { exactSize, parseSize } from '../../domain/size.ts'
import type { Say } from '../../errors.ts'
import type { Checks } from '../web/fields.ts'
import type { Form } from '../web/form.ts'

const MIB = 1024 ** 2
const QUOTA = { least: 10 * MIB, most: 1024 ** 4 }
const MOST_SNAPSHOTS = 50
const LARGEST_POOL = 50

/** What stays of its sessions, and what is ready before they begin. */
export type Keeps = Pick<
  WorkspaceFields,
  'profile' | 'profilePath' | 'profileQuota' | 'profileSnapshots' | 'poolSize'
>

/** Of a link, or of a workspace as it was before there were profiles. */
export const KEEPS_NOTHING: Keeps = {
  profile: 'off',
  profilePath: '',
  profileQuota: 0,
  profileSnapshots: 3,
  poolSize: 0,
}

/**
 * Reads that part of a workspace's form. `roots` are the folders below which profiles may be. What is
 * made before somebody comes cannot have what is theirs: Docker mounts nothing into a running container.
 */
export function parseKeeps(
  form: Form,
  check: Checks<WorkspaceField>,
  roots: readonly string[],
  environment: Readonly<Record<string, string>>,
): Keeps {
  const profile = kind(form, check)
  const poolSize = whole(form, check, 'poolSize', LARGEST_POOL)
  if (poolSize > 0 && profile !== 'off') check.refuse('poolSize', (t) => t.refusals.poolProfile)
  const personal = Object.entries(environment).find(([, value]) => isPersonal(value))?.[0]
  if (poolSize > 0 && personal !== undefined) {
    check.refuse('poolSize', (t) => t.refusals.poolEnvironment(personal))
  }
  return {
    profile,
    profilePath: profile === 'path' ? path(check, roots) : '',
    profileQuota: profile === 'off' ? 0 : quota(form, check),
    profileSnapshots:
      profile === 'off' ? 3 : whole(form, check, 'profileSnapshots', MOST_SNAPSHOTS),
    poolSize,
  }
}

function kind(form: Form, check: Checks<WorkspaceField>): ProfileKind {
  const typed = form.text('profile')
  const known = PROFILE_KINDS.find((one) => one === typed)
  if (!known && typed !== '') check.refuse('profile', (t) => t.refusals.profileKind)
  return known ?? 'off'
}

function path(check: Checks<WorkspaceField>, roots: readonly string[]): string {
  const typed = check.line('profilePath', 500, { required: true })
  const problem = templateProblem(typed, roots)
  if (problem) check.refuse('profilePath', said(problem))
  return typed
}

function said(problem: TemplateProblem): Say {
  switch (problem.kind) {
    case 'no roots':
      return (t) => t.refusals.pathNoRoots
    case 'form':
      return (t) => t.refusals.pathForm
    case 'placeholder':
      return (t) => t.refusals.pathPlaceholder(problem.name)
    case 'nobody':
      return (t) => t.refusals.pathNobody
    case 'outside':
      return (t) => t.refusals.pathOutside(problem.roots.join(', '))
  }
}

function quota(form: Form, check: Checks<WorkspaceField>): number {
  const typed = form.text('profileQuota').trim()
  if (typed === '') return 0
  const bytes = parseSize(typed)
  if (bytes === undefined) check.refuse('profileQuota', (t) => t.refusals.sizeForm)
  else if (bytes < QUOTA.least || bytes > QUOTA.most) {
    const { least, most } = QUOTA
    check.refuse('profileQuota', (t) => t.refusals.sizeRange(exactSize(least), exactSize(most)))
  }
  return bytes ?? 0
}

function whole(
  form: Form,
  check: Checks<WorkspaceField>,
  field: 'profileSnapshots' | 'poolSize',
  most: number,
): number {
  const typed = form.text(field).trim()
  const value = typed === '' ? 0 : /^\d{1,4}$/.test(typed) ? Number(typed) : Number.NaN
  if (!(value <= most)) check.refuse(field, (t) => t.refusals.wholeNumber(0, most))
  return value
}
