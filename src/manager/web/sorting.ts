import type { Direction, Sorting } from '../../../views/components/sort.tsx'

type Query = Readonly<Record<string, string | undefined>>

/** What a list is to be sorted by, of what it can be; the first where nothing else is asked for. */
export function sortingIn<By extends string>(
  query: Query,
  columns: readonly [By, ...By[]],
  direction: Direction = 'up',
): Sorting & { readonly by: By } {
  const by = columns.find((column) => column === query.sort) ?? columns[0]
  const asked = query.direction === 'up' || query.direction === 'down' ? query.direction : direction
  return { by, direction: asked }
}

/** Rows of a list that is read whole, by what `keyOf` gives of each: words as a reader sorts them. */
export function sorted<Row>(
  rows: readonly Row[],
  { direction }: Sorting,
  keyOf: (row: Row) => string | number,
): Row[] {
  const words = new Intl.Collator('en', { numeric: true })
  const sign = direction === 'up' ? 1 : -1
  return rows.toSorted((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)]
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
    return sign * words.compare(String(a), String(b))
  })
}
