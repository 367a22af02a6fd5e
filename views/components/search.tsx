import { useUrl } from '../context.tsx'
import { Icon } from './icon.tsx'

/** A search over a list of ours: an ordinary GET form with the field `search`. */
export function Search(props: {
  action: string
  label: string
  placeholder: string
  value: string
  fields?: Readonly<Record<string, string>>
}) {
  const url = useUrl()
  return (
    <search class="search">
      <form method="get" action={url(props.action)}>
        {Object.entries(props.fields ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Icon name="search" />
        <input
          class="input"
          type="search"
          name="search"
          value={props.value}
          aria-label={props.label}
          placeholder={props.placeholder}
          data-search-field
        />
      </form>
    </search>
  )
}

export interface FilterLink {
  readonly name: string
  /** A path of ours. */
  readonly href: string
  readonly count?: number | undefined
  readonly current: boolean
}

export function Filters(props: { label: string; links: readonly FilterLink[] }) {
  const url = useUrl()
  return (
    <nav class="chips" aria-label={props.label}>
      {props.links.map(({ name, href, count, current }) => (
        <a key={href} href={url(href)} aria-current={current ? 'true' : undefined}>
          {name} {count !== undefined && <span class="count">{count}</span>}
        </a>
      ))}
    </nav>
  )
}
