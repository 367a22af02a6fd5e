/** Where a page of a list begins: behind a row or before one, by a key of its own. Neither: at the start. */
export type Cursor = { readonly after?: string | undefined; readonly before?: string | undefined }

/** A part of a list, with the cursors of its neighbours where there are any. */
export type Page<Row> = {
  readonly rows: readonly Row[]
  readonly previous: Cursor | undefined
  readonly next: Cursor | undefined
}

/**
 * A page of `size` rows. `read` gives rows behind a key or, in reverse, those before one; without a key
 * from the start. Going back ends at the start, whose page is always a full one.
 */
export async function readPage<Row>(
  { after, before }: Cursor,
  size: number,
  keyOf: (row: Row) => string,
  read: (from: string | undefined, backwards: boolean, limit: number) => Promise<Row[]>,
): Promise<Page<Row>> {
  const backwards = before !== undefined
  const found = await read(before ?? after, backwards, size + 1)
  const more = found.length > size
  if (backwards && !more) return readPage({}, size, keyOf, read)
  if (after !== undefined && found.length === 0) return readPage({}, size, keyOf, read)
  const rows = found.slice(0, size)
  if (backwards) rows.reverse()
  const [first, last] = [rows[0], rows.at(-1)]
  const hasPrevious = backwards ? more : after !== undefined
  const hasNext = backwards || more
  return {
    rows,
    previous: hasPrevious && first ? { before: keyOf(first) } : undefined,
    next: hasNext && last ? { after: keyOf(last) } : undefined,
  }
}
