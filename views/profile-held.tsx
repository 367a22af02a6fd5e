import type { ProfileWork } from '../src/domain/profile.ts'
import { PortalLayout } from './components/layout.tsx'
import { useTexts, useUrl } from './context.tsx'

export interface ProfileHeldProps {
  readonly workspaceId: string
  readonly workspace: string
  /** The session that has it; else its host works on it. */
  readonly session?: string | undefined
  readonly work?: ProfileWork | undefined
  /** Of the launch: the same key again is the same launch. */
  readonly requestKey: string
  readonly address?: string | undefined
}

/** What POST /workspaces/:id/launch answers where the person's profile cannot be had now. */
export function ProfileHeldPage(props: ProfileHeldProps) {
  const { profiles: texts, portal } = useTexts()
  const url = useUrl()
  const held = props.session !== undefined
  const title = held ? texts.heldTitle(props.workspace) : texts.busyTitle(props.workspace)
  return (
    <PortalLayout title={title}>
      <section class="card form" aria-labelledby="held-title">
        <header>
          <h1 id="held-title">{title}</h1>
        </header>
        <div class="body stack">
          <p>{held ? texts.heldBody : texts.busyBody}</p>
        </div>
        <footer>
          {props.session !== undefined ? (
            <a class="btn primary" href={url(`/sessions/${props.session}`)} data-open-running>
              {texts.openRunning}
            </a>
          ) : (
            <Launch {...props} verb={texts.tryAgain} primary />
          )}
          <Launch {...props} verb={texts.startWithout} without />
          <a class="btn quiet push" href={url('/')}>
            {portal.title}
          </a>
        </footer>
      </section>
    </PortalLayout>
  )
}

function Launch(props: ProfileHeldProps & { verb: string; primary?: boolean; without?: boolean }) {
  const url = useUrl()
  return (
    <form method="post" action={url(`/workspaces/${props.workspaceId}/launch`)} data-once>
      <input type="hidden" name="key" value={props.requestKey} />
      {props.address !== undefined && <input type="hidden" name="url" value={props.address} />}
      {props.without && <input type="hidden" name="profile" value="none" />}
      <button class={props.primary ? 'btn primary' : 'btn'} type="submit">
        {props.verb}
      </button>
    </form>
  )
}
