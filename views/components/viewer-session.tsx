import { useTexts, useUrl } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { ViewerSection } from './viewer-section.tsx'

/** Where it runs, and the ways out that are not asked for every day. */
export function ViewerSession(props: ViewerPageProps) {
  const { viewer, sessions } = useTexts()
  const url = useUrl()
  return (
    <ViewerSection name="session" title={viewer.session} aside={props.agent}>
      <p class="small muted">
        {props.agent !== undefined && `${viewer.runsOn(props.agent)} `}
        {viewer.sessionHelp}
      </p>
      <p
        data-time="limit"
        data-delete={viewer.endsAt.delete}
        data-stop={viewer.endsAt.stop}
        data-pause={viewer.endsAt.pause}
        hidden
      />
      <div class="row">
        <button class="btn sm" type="button" data-act="extend" hidden>
          {viewer.extend}
        </button>
        <button class="btn sm" type="button" data-dialog="stop" data-while-running>
          {sessions.stop}
        </button>
        <a class="btn sm quiet" href={url('/')}>
          {viewer.back}
        </a>
      </div>
    </ViewerSection>
  )
}
