import { useTexts } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { ViewerUploads } from './viewer-files.tsx'
import { ViewerPrinted } from './viewer-prints.tsx'
import { ViewerWarnings } from './viewer-warnings.tsx'

/** What floats over the picture without covering it: questions above, news below. */
export function ViewerFloats(props: Pick<ViewerPageProps, 'abilities'>) {
  const { viewer } = useTexts()
  return (
    <>
      <div class="floats top">
        <ViewerWarnings />
        <div class="float" role="status" data-tabs hidden>
          <b>{viewer.tabsTitle}</b>
          <p class="small muted">{viewer.tabsBody}</p>
          <div class="row">
            <button class="btn sm primary" type="button" data-use-here>
              {viewer.useHere}
            </button>
            <button class="btn sm quiet" type="button" data-use-both>
              {viewer.useBoth}
            </button>
          </div>
        </div>
      </div>
      <div class="floats">
        <p class="say" role="status" data-notice />
        <ViewerUploads />
        <ViewerPrinted abilities={props.abilities} />
      </div>
    </>
  )
}
