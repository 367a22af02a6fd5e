import { usePage } from '../context.tsx'
import { formatDuration } from '../format.ts'
import type { TimelineEvent } from '../session-detail.tsx'

type Moment = { readonly at: Date; readonly event: TimelineEvent }

/** Steps of a launch by the event that ends each. */
const ENDS = ['place', 'pull', 'start', 'ready'] as const

/** How long each step of the launch took, beside each other; nothing before it ran. */
export function LaunchBars(props: { events: readonly Moment[] }) {
  const { texts } = usePage()
  const { sessions } = texts
  const steps = launchSteps(props.events)
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0)
  if (total <= 0) return null
  const name = (event: TimelineEvent) => sessions.events[event]
  let from = 0
  return (
    <figure class="bars">
      <figcaption>{sessions.launchTook(formatDuration(texts, total))}</figcaption>
      {steps.map(({ event, seconds }) => {
        const x = percent(from / total)
        from += seconds
        return (
          <div key={event} class="row small">
            <span class="l">{name(event)}</span>
            <svg aria-hidden="true">
              <rect class="track" width="100%" height="8" />
              <rect class="alloc" x={x} width={percent(seconds / total)} height="8" />
            </svg>
            <span class="num end">{formatDuration(texts, seconds)}</span>
          </div>
        )
      })}
    </figure>
  )
}

/** From the request to the first time that it ran. */
export function launchSteps(events: readonly Moment[]) {
  const inOrder = events.toReversed()
  const ready = inOrder.findIndex(({ event }) => event === 'ready')
  const launch = ready < 0 ? [] : inOrder.slice(0, ready + 1)
  return launch.flatMap(({ at, event }, index) => {
    const before = launch[index - 1]
    const step = ENDS.find((one) => one === event)
    if (!before || !step) return []
    return [{ event: step, seconds: (at.getTime() - before.at.getTime()) / 1000 }]
  })
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`
}
