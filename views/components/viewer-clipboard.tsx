import { useTexts } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { Icon } from './icon.tsx'
import { ViewerOff } from './viewer-off.tsx'
import { ViewerSection } from './viewer-section.tsx'

/** Text both ways, or as far as it may cross; views/browser/viewer/clipboard.ts. */
export function ViewerClipboard({ abilities }: Pick<ViewerPageProps, 'abilities'>) {
  const { viewer, abilities: off } = useTexts()
  const upOff = abilities['clipboard-up']
  const downOff = abilities['clipboard-down']
  if (upOff && downOff) return <ViewerOff title={viewer.clipboard} by={upOff} />
  const { upOnly, upHelp, upOffFor, downOnly, downHelp, downOffFor } = off.clipboard
  const aside = upOff ? downOnly : downOff ? upOnly : viewer.bothWays
  return (
    <ViewerSection name="clipboard" title={viewer.clipboard} aside={aside} open>
      <div class="field">
        <label class="sr" for="clipboard">
          {viewer.clipboardText}
        </label>
        <textarea
          class="input mono"
          id="clipboard"
          rows={3}
          spellcheck={false}
          readOnly={upOff !== undefined}
          aria-describedby="clipboard-help"
          data-clipboard={upOff ? 'down' : downOff ? 'up' : 'up down'}
        />
        <p class="help" id="clipboard-help">
          {upOff ? downHelp : downOff ? upHelp : viewer.clipboardHelp}
        </p>
      </div>
      {upOff && <p class="small muted">{upOffFor[upOff]}</p>}
      {downOff && <p class="small muted">{downOffFor[downOff]}</p>}
      <p class="small muted" data-clipboard-blocked hidden>
        {viewer.clipboardBlocked}
      </p>
      <div class="row">
        {!downOff && (
          <button class="btn sm" type="button" data-copy-out>
            <Icon name="copy" />
            {viewer.copyOut}
          </button>
        )}
        {!upOff && (
          <>
            <button class="btn sm" type="button" data-share>
              <Icon name="clipboard" />
              {viewer.allowClipboard}
            </button>
            <button class="btn sm quiet" type="button" data-clear>
              {viewer.clear}
            </button>
          </>
        )}
        <span class="small muted" role="status" data-copied hidden>
          {viewer.copiedOut}
        </span>
      </div>
    </ViewerSection>
  )
}
