/** The one of `names` that `typed` most likely meant: the fewest edits (Levenshtein). */
export function nearest(typed: string, names: readonly string[]): string {
  let best = names[0] ?? ''
  let fewest = Number.POSITIVE_INFINITY
  for (const name of names) {
    const edits = distance(typed, name)
    if (edits < fewest) {
      best = name
      fewest = edits
    }
  }
  return best
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
    }
    row = next
  }
  return row[b.length] ?? 0
}
