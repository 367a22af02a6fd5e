import { useTexts, useUrl } from '../context.tsx'
import { Icon } from './icon.tsx'

/**
 * Moves a row up or down in a list that somebody orders: two buttons, and Alt with an arrow anywhere in
 * the row (views/browser/app/tables.ts). Posts `to`, `up` or `down`; the whole list comes back.
 */
export function MoveButtons(props: {
  id: string
  name: string
  to: string
  /** The element that holds the list, as a selector. */
  list: string
  first: boolean
  last: boolean
}) {
  const { common } = useTexts()
  const action = useUrl()(props.to)
  const directions = [
    { to: 'up', icon: 'arrow-up', label: common.moveUp(props.name), end: props.first },
    { to: 'down', icon: 'arrow-down', label: common.moveDown(props.name), end: props.last },
  ] as const
  return (
    <form
      method="post"
      action={action}
      hx-post={action}
      hx-target={props.list}
      hx-swap="outerMorph"
    >
      {directions.map(({ to, icon, label, end }) => (
        <button
          key={to}
          class="btn icon quiet sm"
          type="submit"
          id={`${to}-${props.id}`}
          name="to"
          value={to}
          aria-label={label}
          title={label}
          // Where there is nothing further it stays in reach: whoever moves a row keeps the focus.
          aria-disabled={end ? 'true' : undefined}
          data-move={to}
        >
          <Icon name={icon} />
        </button>
      ))}
    </form>
  )
}
