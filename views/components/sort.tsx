import { useUrl } from '../context.tsx'
import { Icon } from './icon.tsx'

export type Direction = 'up' | 'down'

export interface Sorting {
  readonly by: string
  readonly direction: Direction
}

/** A head of a table that sorts by it: a link, which turns the order round where it stands already. */
export function SortHead(props: {
  by: string
  name: string
  sorting: Sorting
  /** A path of ours with what is filtered by. */
  to: string
  fields?: Readonly<Record<string, string>>
  /** How it begins. */
  first?: Direction
  end?: boolean
}) {
  const url = useUrl()
  const current = props.sorting.by === props.by
  const turned: Direction = props.sorting.direction === 'up' ? 'down' : 'up'
  const direction = current ? turned : (props.first ?? 'up')
  const query = new URLSearchParams(
    Object.entries({ ...props.fields, sort: props.by, direction }).filter(([, value]) => value),
  )
  const ascending = props.sorting.direction === 'up'
  return (
    <th
      scope="col"
      class={props.end ? 'end' : undefined}
      aria-sort={current ? (ascending ? 'ascending' : 'descending') : undefined}
    >
      <a href={url(`${props.to}?${query}`)}>
        {props.name}
        {current && <Icon name={ascending ? 'arrow-up' : 'arrow-down'} class="sm" />}
      </a>
    </th>
  )
}
