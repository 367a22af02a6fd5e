import { useTexts, useUrl } from '../context.tsx'
import { Icon } from './icon.tsx'

export interface FavouriteProps {
  readonly id: string
  /** Of the workspace. */
  readonly name: string
  readonly marked: boolean
}

/** A star to press. Also what POST /workspaces/:id/favourite answers to htmx, rendered with the path `/`. */
export function Favourite({ id, name, marked }: FavouriteProps) {
  const { portal } = useTexts()
  const action = useUrl()(`/workspaces/${id}/favourite`)
  const label = marked ? portal.unmark(name) : portal.mark(name)
  return (
    <form
      class="favourite"
      id={`favourite-${id}`}
      method="post"
      action={action}
      hx-post={action}
      hx-target="this"
      hx-swap="outerMorph"
    >
      <input type="hidden" name="marked" value={marked ? '' : 'on'} />
      <button class="btn icon quiet sm" type="submit" aria-pressed={marked} title={label}>
        <Icon name="star" label={label} />
      </button>
    </form>
  )
}
