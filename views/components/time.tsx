import { usePage } from '../context.tsx'
import { formatExactTime, formatTime } from '../format.ts'

/** A moment: short in the text, whole in `datetime`; the browser turns it to the reader's own zone. */
export function Time(props: { at: Date; exact?: boolean }) {
  const { texts, now } = usePage()
  return (
    <time class="num" datetime={props.at.toISOString()} data-exact={props.exact}>
      {props.exact ? formatExactTime(texts, props.at, now) : formatTime(texts, props.at, now)}
    </time>
  )
}
