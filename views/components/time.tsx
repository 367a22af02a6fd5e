import { usePage } from '../context.tsx'
import { formatTime } from '../format.ts'

/** A moment: short in the text, whole in `datetime`; the browser turns it to the reader's own zone. */
export function Time(props: { at: Date }) {
  const { texts, now } = usePage()
  return (
    <time class="num" datetime={props.at.toISOString()}>
      {formatTime(texts, props.at, now)}
    </time>
  )
}
