/** `wanted`, or the first of "wanted 2", "wanted 3", … that is not taken; case does not tell them apart. */
export function freeName(wanted: string, taken: Iterable<string>, longest: number): string {
  const known = new Set([...taken].map((name) => name.toLowerCase()))
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` ${number}`
    const name = `${[...wanted]
      .slice(0, longest - suffix.length)
      .join('')
      .trim()}${suffix}`
    if (!known.has(name.toLowerCase())) return name
  }
}
