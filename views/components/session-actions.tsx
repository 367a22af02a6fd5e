import type { SessionState } from '../../src/domain/session.ts'
import { useTexts, useUrl } from '../context.tsx'
import { ConfirmDialog } from './dialog.tsx'

export interface SessionActionsProps {
  readonly id: string
  readonly workspace: string
  readonly state: SessionState
  /** Where they are posted: those of a person, or those of an admin. */
  readonly to?: '/sessions' | '/admin/sessions'
  readonly prominent?: boolean
}

/** What can be done with a session in its state, but for its end: POST :to/:id/pause, resume, stop, start. */
export function SessionActions(props: SessionActionsProps) {
  const { state } = props
  if (state === 'running') {
    return (
      <>
        <Act {...props} act="pause" />
        <Stop {...props} />
      </>
    )
  }
  if (state === 'paused') {
    return (
      <>
        <Act {...props} act="resume" />
        <Stop {...props} />
      </>
    )
  }
  return state === 'stopped' ? <Act {...props} act="start" /> : null
}

type Act = 'pause' | 'resume' | 'start'

function Act({ id, act, prominent, to = '/sessions' }: SessionActionsProps & { act: Act }) {
  const { sessions } = useTexts()
  const url = useUrl()
  const onward = act !== 'pause' && to === '/sessions'
  return (
    <form method="post" action={url(`${to}/${id}/${act}`)} data-once>
      <button class={classOf(prominent, onward)} type="submit">
        {sessions[act]}
      </button>
    </form>
  )
}

/** Asked again: programs close. */
function Stop({ id, workspace, prominent, to = '/sessions' }: SessionActionsProps) {
  const { sessions } = useTexts()
  const dialog = `stop-${id}`
  return (
    <>
      <button class={classOf(prominent, false)} type="button" data-dialog={dialog}>
        {sessions.stop}
      </button>
      <ConfirmDialog
        id={dialog}
        title={sessions.stopTitle(workspace)}
        verb={sessions.stop}
        action={`${to}/${id}/stop`}
      >
        {sessions.stopBody}
      </ConfirmDialog>
    </>
  )
}

function classOf(prominent: boolean | undefined, onward: boolean): string {
  if (onward) return prominent ? 'btn primary' : 'btn sm primary'
  return prominent ? 'btn' : 'btn quiet sm'
}
