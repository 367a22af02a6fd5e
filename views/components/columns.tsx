export interface Column {
  readonly name: string
  /** Of figures, which stand at the end. */
  readonly end?: boolean
}

/** Heads of columns that are not sorted by. */
export function Columns(props: { columns: readonly Column[] }) {
  return (
    <>
      {props.columns.map(({ name, end }) => (
        <th key={name} scope="col" class={end ? 'end' : undefined}>
          {name}
        </th>
      ))}
    </>
  )
}
