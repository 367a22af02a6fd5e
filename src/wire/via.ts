/**
 * What a proxy of ours is called in `Via` (RFC 9110, 7.6.3): a pseudonym that says nothing of the host. All
 * workers of one front door have the same, so that a request which comes back to it is known.
 */
let pseudonym = 'casement'

/** Set once, by the worker. */
export function setPseudonym(name: string) {
  pseudonym = name
}

/** `minor`: of the message that came in. */
export function viaField(minor: number): string {
  return `1.${minor} ${pseudonym}`
}

/** Whether a message with this `Via` went through us before. */
export function isOurs(via: string): boolean {
  if (!via.includes(pseudonym)) return false
  return via.split(',').some((hop) => hop.trim().split(/[ \t]+/)[1] === pseudonym)
}
