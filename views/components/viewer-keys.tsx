import { useTexts } from '../context.tsx'
import { Icon } from './icon.tsx'
import { ModifierKeys } from './viewer-keyboard.tsx'
import { ViewerSection } from './viewer-section.tsx'

/** Keys that a browser or its window manager keeps for itself; views/browser/viewer/keys.ts. */
export function ViewerKeys() {
  const { viewer } = useTexts()
  const chords = {
    'ctrl-alt-del': viewer.ctrlAltDel,
    'alt-tab': viewer.altTab,
    super: viewer.superKey,
    escape: viewer.escape,
    'print-screen': viewer.printScreen,
  }
  return (
    <ViewerSection name="keys" title={viewer.keys} open>
      <div class="keys">
        <ModifierKeys class="btn sm" />
      </div>
      <p class="small muted">{viewer.modifiersHelp}</p>
      <div class="row">
        {Object.entries(chords).map(([name, label]) => (
          <button key={name} class="btn sm" type="button" data-keys={name}>
            {label}
          </button>
        ))}
      </div>
      <div class="row">
        <button
          class="btn sm"
          type="button"
          aria-expanded={false}
          aria-controls="keyboard"
          data-keyboard-toggle
        >
          <Icon name="keyboard" />
          {viewer.keyboard}
        </button>
      </div>
    </ViewerSection>
  )
}
