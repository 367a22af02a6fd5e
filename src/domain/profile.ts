import { parseId } from './access.ts'

/** Where what a person keeps between sessions of one workspace lives; `off`: nothing is kept. */
export const PROFILE_KINDS = ['off', 'volume', 'path'] as const
export type ProfileKind = (typeof PROFILE_KINDS)[number]

/** What an agent may be asked to do with a profile that no session holds. */
export const PROFILE_WORKS = ['measure', 'snapshot', 'restore', 'reset', 'delete'] as const
export type ProfileWork = (typeof PROFILE_WORKS)[number]

/** A profile this full is worth a warning; a share of its quota. */
export const NEARLY_FULL = 0.9

/** `near` from 90 % of the quota on, `over` from all of it; undefined below, and without a quota. */
export function fullness(size: number, quota: number): 'near' | 'over' | undefined {
  if (quota <= 0 || size < quota * NEARLY_FULL) return undefined
  return size < quota ? 'near' : 'over'
}

/** Whose a value or a folder is to be, for its placeholders. */
export type Owner = {
  readonly userId: string
  readonly username: string
}

const PERSONAL = /\{(username|user_id)\}/g

/** Does it differ from person to person? */
export function isPersonal(text: string): boolean {
  return text.search(PERSONAL) >= 0
}

/** A value of an environment, with the names of its owner filled in. */
export function personalize(text: string, { userId, username }: Owner): string {
  return text.replace(PERSONAL, (_, name) => (name === 'username' ? username : userId))
}

/** What is wrong with a path template; undefined = nothing. */
export type TemplateProblem =
  | { readonly kind: 'no roots' }
  | { readonly kind: 'form' }
  | { readonly kind: 'placeholder'; readonly name: string }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'outside'; readonly roots: readonly string[] }

const KNOWN = ['username', 'user_id', 'workspace_id']

/**
 * A template is an absolute path below one of `roots`, such as `/srv/profiles/{username}/{user_id}`. It
 * names `{user_id}`, since a name may be given to somebody else one day.
 */
export function templateProblem(
  template: string,
  roots: readonly string[],
): TemplateProblem | undefined {
  if (roots.length === 0) return { kind: 'no roots' }
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)
  const unknown = names.find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) return { kind: 'placeholder', name: unknown }
  if (!isPlainPath(template.replaceAll(/\{\w+\}/g, 'x'))) return { kind: 'form' }
  if (!names.includes('user_id')) return { kind: 'nobody' }
  if (!roots.some((root) => isBelow(template, root))) return { kind: 'outside', roots }
  return undefined
}

/** Absolute, of whole segments, none of which leads anywhere but down. */
export function isPlainPath(path: string): boolean {
  if (path.length > 1000 || !/^(\/[^/{}\p{Cc}]+)+$/u.test(path)) return false
  return !path.split('/').some((segment) => segment === '.' || segment === '..')
}

export function isBelow(path: string, root: string): boolean {
  return path.startsWith(`${root}/`)
}

/**
 * The folder of one person's profile of one workspace. A name that is no plain word is replaced by the
 * id, whatever it holds; the workspace is added where the template does not name it, so that no two
 * workspaces share a folder.
 */
export function profilePath(template: string, owner: Owner, workspaceId: string): string {
  const whole = template.includes('{workspace_id}') ? template : `${template}/{workspace_id}`
  const values: Readonly<Record<string, string>> = {
    username: isPlainName(owner.username) ? owner.username : owner.userId,
    user_id: owner.userId,
    workspace_id: workspaceId,
  }
  return whole.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '')
}

/** Not one that looks like somebody's id either. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && parseId(name) === undefined
}
