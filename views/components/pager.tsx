import { useTexts, useUrl } from '../context.tsx'
import { Icon } from './icon.tsx'

/** Where a neighbouring page begins: behind a row or before one. */
export type PageCursor = {
  readonly after?: string | undefined
  readonly before?: string | undefined
}

export interface Neighbours {
  readonly previous?: PageCursor | undefined
  readonly next?: PageCursor | undefined
}

/** The foot of a list that is longer than a page; nothing where it is not. */
export function Pager(
  props: Neighbours & { to: string; fields: Readonly<Record<string, string>> },
) {
  const { common } = useTexts()
  const url = useUrl()
  const { previous, next, to, fields } = props
  if (!previous && !next) return null
  return (
    <footer>
      <nav class="pages" aria-label={common.pages}>
        <span class="push">
          {previous && (
            <a class="btn sm" rel="prev" href={url(pagePath(to, fields, previous))}>
              <Icon name="chevron-left" />
              {common.previousPage}
            </a>
          )}
          {next && (
            <a class="btn sm" rel="next" href={url(pagePath(to, fields, next))}>
              {common.nextPage}
              <Icon name="chevron-right" />
            </a>
          )}
        </span>
      </nav>
    </footer>
  )
}

/** A path of ours with what is filtered by, and where the page begins. */
export function pagePath(
  to: string,
  fields: Readonly<Record<string, string>>,
  { after, before }: PageCursor,
): string {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ''))
  if (after !== undefined) query.set('after', after)
  if (before !== undefined) query.set('before', before)
  return `${to}?${query}`
}
