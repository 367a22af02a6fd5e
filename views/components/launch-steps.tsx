import { useTexts } from '../context.tsx'
import { formatDuration } from '../format.ts'
import type { LaunchProps } from '../launch.tsx'
import { Icon } from './icon.tsx'

/**
 * `waiting`: the container runs, its desktop does not answer yet. `ready`: it does. `lost`: the agent
 * is silent. `paused` to `restarting`: it is kept, and may go on. `ending` and `ended`: somebody deleted it.
 */
export type LaunchStage =
  | 'placing'
  | 'pulling'
  | 'starting'
  | 'waiting'
  | 'ready'
  | 'paused'
  | 'stopping'
  | 'stopped'
  | 'restarting'
  | 'lost'
  | 'failed'
  | 'ending'
  | 'ended'

const ORDER = ['placing', 'pulling', 'starting', 'waiting'] as const
const STEPS: readonly string[] = ORDER
type Step = (typeof ORDER)[number]

function standing(props: LaunchProps): number {
  if (props.stage === 'ready') return ORDER.length
  const at = props.stage === 'failed' ? props.failure?.during : props.stage
  if (at === 'running') return ORDER.length
  return at === undefined ? -1 : STEPS.indexOf(at)
}

/** What is done, what is being done and what comes. */
export function LaunchSteps(props: LaunchProps) {
  const texts = useTexts()
  const { launch } = texts
  const usually = (step: Step) => {
    const seconds = props.usual?.[step]
    return seconds === undefined ? '' : launch.usually(formatDuration(texts, seconds))
  }
  const now = standing(props)
  const failed = props.stage === 'failed'
  const words: Record<Step, { todo: string; done: string; doing: string }> = {
    placing: {
      todo: launch.stepPlace,
      done: launch.stepPlaced,
      doing: failed ? launch.refusedBy(props.failure?.reasons.length ?? 0) : launch.placing,
    },
    pulling: {
      todo: launch.stepImage,
      done: launch.stepImageHere,
      doing: launch.pulling(props.percent),
    },
    starting: { todo: launch.stepStart, done: launch.stepStarted, doing: launch.starting },
    waiting: { todo: launch.stepScreen, done: launch.stepScreenReady, doing: launch.waiting },
  }
  return (
    <div role={failed ? undefined : 'status'}>
      <ol class="steps">
        {ORDER.filter((_, index) => !failed || index <= now).map((step, index) => {
          const done = index < now
          const current = index === now
          const { todo, done: finished, doing } = words[step]
          return (
            <li
              key={step}
              class={done ? 'done' : current ? (failed ? 'failed' : undefined) : 'next'}
              aria-current={current && !failed ? 'step' : undefined}
            >
              <span class="dot" aria-hidden="true">
                {done && <Icon name="check" />}
                {current && failed && <Icon name="x" />}
              </span>
              <b>{done ? finished : todo}</b>
              <small>
                {!done && !current && usually(step)}
                {current && (failed && step !== 'placing' ? '' : doing)}
                {done && step === 'placing' && props.agent !== undefined && launch.on(props.agent)}
              </small>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
