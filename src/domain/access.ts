/** Who is asking. Queries take one first, so forgetting to ask does not compile. */
export type Viewer =
  | 'system'
  | { readonly userId: string; readonly admin: boolean; readonly loginId: string }

/** A person who is signed in. */
export type Person = Exclude<Viewer, 'system'>

/** Everybody is a member of this group; it cannot be deleted or left. */
export const ALL_USERS = '68d557ac-4cac-42cc-a9f3-1c7c853de0f3'

/** Members administer everything. */
export const ADMINISTRATORS = '31aa063c-6706-4858-9533-d3c42092d02a'

/** Both written forms of an id: 32 hex digits or with hyphens. Undefined where it is neither. */
export function parseId(text: string): string | undefined {
  const hex = (text.length === 32 ? text : text.replaceAll('-', '')).toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(hex)) return undefined
  const [a, b, c, d] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return `${a}-${b}-${c}-${d}-${hex.slice(20)}`
}

/** The form that URLs of sessions, cookies and existing clients use. */
export function shortId(id: string): string {
  return id.replaceAll('-', '')
}
