/** The `ends` that a page was told, sent back as `seen`; undefined where it was sent none. */
export function seenEnd(typed: string): number | undefined {
  return /^\d{1,15}$/.test(typed) ? Number(typed) : undefined
}
