import type { ConnectionState } from './connection.ts'
import { fill } from './notices.ts'
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
  // What the panel offers a session that runs makes no sense for one that does not.
  for (const part of stage.querySelectorAll<HTMLButtonElement>('[data-while-running]')) {
    part.disabled = state.kind !== 'connected'
  }
  for (const veil of stage.querySelectorAll<HTMLElement>('[data-veil]')) {
    veil.hidden = veil.dataset.veil !== state.kind
    // Keys have nowhere to go: they may as well answer the question.
    if (!veil.hidden && isIdle(stage)) veil.querySelector<HTMLElement>('button, a')?.focus()
  }
  for (const badge of stage.querySelectorAll<HTMLElement>('[data-badge]')) {
    badge.hidden = badge.dataset.badge !== stage.dataset.connection
  }
  if ('sentence' in state && state.sentence !== undefined) {
    const sentence = stage.querySelector(`[data-veil=${state.kind}] [data-sentence]`)
    if (sentence) sentence.textContent = state.sentence
  }
  if (state.kind === 'reconnecting') {
    showAttempt(stage, state)
    countdown = setInterval(() => showAttempt(stage, state), 500)
  }
}

/** Whether nobody is in the middle of something in the panel. */
function isIdle(stage: HTMLElement): boolean {
  const active = document.activeElement
  return !active || active === document.body || !stage.contains(active) || active.matches('.typing')
}

type Reconnecting = Extract<ConnectionState, { kind: 'reconnecting' }>

function showAttempt(stage: HTMLElement, { attempt, retryAt }: Reconnecting): void {
  const place = stage.querySelector('[data-attempt-text]')
  if (!place) return
  const template = retryAt === undefined ? stage.dataset.attemptNow : stage.dataset.attempt
  const seconds = Math.max(1, Math.ceil(((retryAt ?? 0) - Date.now()) / 1000))
  place.textContent = fill(template ?? '', {
    attempt: String(attempt),
    seconds: String(seconds),
  })
}
