/** So many an agent can have by its configuration, by an admin, and a workspace can ask for. */
export const MOST_LABELS = 50

const WORD = '[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?'
const LABEL = new RegExp(`^${WORD}(?:=${WORD})?$`)

/** What an agent is or has: a word such as `gpu`, or `disk=ssd`. Compared as a whole, letter by letter. */
export function isLabel(text: string): boolean {
  return LABEL.test(text)
}
