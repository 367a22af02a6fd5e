import { useTexts, useUrl } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { Icon } from './icon.tsx'
import { ViewerOff } from './viewer-off.tsx'
import { ViewerSection } from './viewer-section.tsx'

/** What was printed in the session, newest first; views/browser/viewer/prints.ts. */
export function ViewerPrints(props: Pick<ViewerPageProps, 'id' | 'abilities'>) {
  const { prints } = useTexts()
  const url = useUrl()
  const { printing: off } = props.abilities
  if (off) return <ViewerOff title={prints.title} by={off} />
  return (
    <ViewerSection
      name="prints"
      title={prints.title}
      aside={<span class="num" data-prints-count />}
    >
      <div
        class="prints"
        data-prints={url(`/s/${props.id}/prints`)}
        data-ready={prints.ready}
        data-download={prints.downloadOne}
        data-failed={prints.failed}
      >
        <p class="small muted" data-prints-help>
          {prints.help}
        </p>
        <p class="small muted" data-prints-absent hidden>
          {prints.absent}
        </p>
        <ul data-prints-list />
        <template data-prints-row>
          <li>
            <Icon name="file-text" />
            <bdi class="anywhere" />
            <button class="btn icon quiet sm push" type="button">
              <Icon name="download" />
            </button>
          </li>
        </template>
      </div>
    </ViewerSection>
  )
}

/** Over the picture: a document that was printed just now. */
export function ViewerPrinted({ abilities }: Pick<ViewerPageProps, 'abilities'>) {
  const { prints } = useTexts()
  if (abilities.printing) return null
  return (
    <div class="float" role="status" data-printed hidden>
      <b class="anywhere" data-printed-title />
      <div class="row">
        <button class="btn sm primary" type="button" data-printed-download>
          <Icon name="download" />
          {prints.download}
        </button>
        <button class="btn sm quiet" type="button" data-printed-later>
          {prints.later}
        </button>
      </div>
    </div>
  )
}
