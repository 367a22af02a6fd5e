import type { ConnectionState } from './connection.ts'
import type { Viewing } from './viewing.ts'

let countdown: ReturnType<typeof setInterval> | undefined

/** Veils, badges, and the button that cuts a wait short. */
export function watchStates({ stage, connection }: Viewing): void {
  connection.listen({ changed: (state) => showState(stage, state) })
  stage.querySelector('[data-try-now]')?.addEventListener('click', () => connection.tryNow())
}

/** Shows the veil and the badge of a state, and says it to tests in `data-connection`. */
function showState(stage: HTMLElement, state: ConnectionState): void {
  clearInterval(countdown)
  stage.dataset.connection = state.kind === 'signed-out' ? 'ended' : state.kind
  for (const veil of stage.querySelectorAll<HTMLElement>('[data-veil]')) {
    veil.hidden = veil.dataset.veil !== state.kind
  }
  for (const badge of stage.querySelectorAll<HTMLElement>('[data-badge]')) {
    badge.hidden = badge.dataset.badge !== stage.dataset.connection
  }
  if (state.kind === 'ended' && state.sentence !== undefined) {
    const sentence = stage.querySelector('[data-ended-sentence]')
    if (sentence) sentence.textContent = state.sentence
  }
  if (state.kind === 'reconnecting') {
    showAttempt(stage, state)
    countdown = setInterval(() => showAttempt(stage, state), 500)
  }
}

type Reconnecting = Extract<ConnectionState, { kind: 'reconnecting' }>

function showAttempt(stage: HTMLElement, { attempt, retryAt }: Reconnecting): void {
  const place = stage.querySelector('[data-attempt-text]')
  if (!place) return
  const template = retryAt === undefined ? stage.dataset.attemptNow : stage.dataset.attempt
  const seconds = Math.max(1, Math.ceil(((retryAt ?? 0) - Date.now()) / 1000))
  place.textContent = (template ?? '')
    .replace('{attempt}', String(attempt))
    .replace('{seconds}', String(seconds))
}
