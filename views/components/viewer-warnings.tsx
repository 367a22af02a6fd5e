import type { ComponentChildren } from 'preact'
import { END_ACTIONS } from '../../src/domain/limits.ts'
import { useTexts } from '../context.tsx'

/** Counts down to what will happen by itself; views/browser/viewer/warnings.ts. */
export function ViewerWarnings() {
  const { viewer } = useTexts()
  return (
    <>
      <Warning kind="limit" reason={viewer.timeLimit}>
        <button class="btn sm primary" type="button" data-act="extend" hidden>
          {viewer.extend}
        </button>
      </Warning>
      <Warning kind="idle" reason={viewer.idle}>
        <button class="btn sm primary" type="button" data-stay>
          {viewer.stay}
        </button>
      </Warning>
    </>
  )
}

function Warning(props: { kind: 'limit' | 'idle'; reason: string; children: ComponentChildren }) {
  const { viewer } = useTexts()
  const words = Object.fromEntries(
    END_ACTIONS.flatMap((action) => [
      [`data-title-${action}`, viewer.endsIn[action]],
      [`data-said-${action}`, viewer.endsInMinutes[action]],
    ]),
  )
  return (
    <div class="float" data-warning={props.kind} {...words} hidden>
      <p class="sr" role="alert" data-said />
      <div class="row">
        <b class="num" aria-hidden="true" data-title />
        <span class="small muted push">{props.reason}</span>
      </div>
      {END_ACTIONS.map((action) => (
        <p key={action} class="small muted" data-of={action} hidden>
          {viewer.endsHow[action]}
        </p>
      ))}
      <div class="row">
        {props.children}
        <button class="btn sm quiet" type="button" data-later>
          <span data-last="false">{viewer.later}</span>
          <span data-last="true" hidden>
            {viewer.hide}
          </span>
        </button>
      </div>
    </div>
  )
}
