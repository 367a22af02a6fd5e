import { useTexts } from '../context.tsx'
import { Icon } from './icon.tsx'
import { WORKSPACE_ICONS } from './icon-paths.ts'

/** Fields `icon` and `tint`: radios that look like the tile's sash. */
export function IconPicker(props: { icon: string; tint: string }) {
  const { workspaces } = useTexts()
  return (
    <div class="pair">
      <fieldset class="field" id="field-icon">
        <legend class="label">{workspaces.icon}</legend>
        <div class="picks">
          {WORKSPACE_ICONS.map((name, index) => (
            <label key={name} title={name}>
              <input
                type="radio"
                name="icon"
                value={name}
                aria-label={name}
                checked={props.icon === name || (props.icon === '' && index === 0)}
              />
              <Icon name={name} />
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset class="field" id="field-tint">
        <legend class="label">{workspaces.tint}</legend>
        <div class="picks">
          {workspaces.tints.map((name, index) => (
            <label key={name} class="glyph" data-tint={index} title={name}>
              <input
                type="radio"
                name="tint"
                value={String(index)}
                aria-label={name}
                checked={(props.tint || '0') === String(index)}
              />
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  )
}
