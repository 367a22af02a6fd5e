import type { ExecMoment } from '../../src/domain/exec-config.ts'
import { useTexts } from '../context.tsx'
import { Badge } from './badge.tsx'
import { Time } from './time.tsx'

/** A command of the exec config that was ordered in a session. */
export interface SessionRun {
  readonly id: string
  readonly moment: ExecMoment
  /** Its words. Addresses of people and secrets are in its environment, which is not shown. */
  readonly argv: readonly string[]
  readonly at: Date
  readonly outcome: RunOutcome
}

export type RunOutcome =
  | { readonly kind: 'waits' }
  /** Its agent does not wait for the end of what runs for long. */
  | { readonly kind: 'goes on' }
  | { readonly kind: 'ended'; readonly exitCode: number }
  | { readonly kind: 'failed'; readonly problem: string }

/** What a session was told to run, newest first. */
export function SessionRuns({ runs }: { runs: readonly SessionRun[] }) {
  const { runs: texts } = useTexts().sessions
  return (
    <section class="card" aria-labelledby="runs">
      <header>
        <h2 id="runs">{texts.title}</h2>
      </header>
      <table class="table fold">
        <thead>
          <tr>
            <th scope="col">{texts.command}</th>
            <th scope="col">{texts.ordered}</th>
            <th scope="col">{texts.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ id, moment, argv, at, outcome }) => (
            <tr key={id}>
              <th scope="row">
                <span class="mono small anywhere">{argv.join(' ')}</span>
                <span class="sub">{texts.moments[moment]}</span>
              </th>
              <td class="nb" data-label={texts.ordered}>
                <Time at={at} exact />
              </td>
              <td class="full">
                <Outcome {...outcome} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Outcome(outcome: RunOutcome) {
  const { runs: texts } = useTexts().sessions
  switch (outcome.kind) {
    case 'waits':
      return <Badge tone="info">{texts.waits}</Badge>
    case 'goes on':
      return <Badge tone="off">{texts.goesOn}</Badge>
    case 'ended':
      return (
        <Badge tone={outcome.exitCode === 0 ? 'ok' : 'warn'}>
          {texts.exitCode(outcome.exitCode)}
        </Badge>
      )
    case 'failed':
      return (
        <>
          <Badge tone="bad">{texts.failed}</Badge>
          <span class="sub anywhere">{outcome.problem}</span>
        </>
      )
  }
}
