import { useTexts } from '../context.tsx'
import { Icon } from './icon.tsx'
import { ViewerSection } from './viewer-section.tsx'

/** Text both ways; views/browser/viewer/clipboard.ts. */
export function ViewerClipboard() {
  const { viewer } = useTexts()
  return (
    <ViewerSection name="clipboard" title={viewer.clipboard} aside={viewer.bothWays} open>
      <div class="field">
        <label class="sr" for="clipboard">
          {viewer.clipboardText}
        </label>
        <textarea
          class="input mono"
          id="clipboard"
          rows={3}
          spellcheck={false}
          aria-describedby="clipboard-help"
          data-clipboard
        />
        <p class="help" id="clipboard-help">
          {viewer.clipboardHelp}
        </p>
      </div>
      <p class="small muted" data-clipboard-blocked hidden>
        {viewer.clipboardBlocked}
      </p>
      <div class="row">
        <button class="btn sm" type="button" data-copy-out>
          <Icon name="copy" />
          {viewer.copyOut}
        </button>
        <button class="btn sm" type="button" data-share>
          <Icon name="clipboard" />
          {viewer.allowClipboard}
        </button>
        <button class="btn sm quiet" type="button" data-clear>
          {viewer.clear}
        </button>
        <span class="small muted" role="status" data-copied hidden>
          {viewer.copiedOut}
        </span>
      </div>
    </ViewerSection>
  )
}
