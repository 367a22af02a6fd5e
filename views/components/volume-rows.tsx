import { useTexts, useUrl } from '../context.tsx'
import { type FormState, listOf } from '../form.ts'
import { fieldId } from './field.tsx'
import { Icon } from './icon.tsx'
import type { ContainerField } from './workspace-container.tsx'

type RowField = Extract<ContainerField, `volume${string}`>

type VolumesProps = { form: FormState<RowField>; roots: readonly string[] }

/** Any number of volumes; an empty row is none. Also what the button asks for: a row more. */
export function VolumeRows({ form, roots }: VolumesProps) {
  const { container: texts } = useTexts()
  const url = useUrl()
  const id = fieldId('volumeSource')
  const sources = listOf(form, 'volumeSource')
  const targets = listOf(form, 'volumeTarget')
  const modes = listOf(form, 'volumeMode')
  const error: string | undefined = form.errors.volumeSource
  const rows = Math.max(1, sources.length)
  const offered = roots.length === 0 ? texts.noRoots : texts.roots(roots.join(', '))
  return (
    <fieldset
      class="field"
      id={id}
      aria-describedby={`${id}-help`}
      aria-invalid={error === undefined ? undefined : 'true'}
    >
      <legend class="label">{texts.volumes}</legend>
      <ul class="volume-rows">
        {Array.from({ length: rows }, (_, at) => (
          <li key={`row ${at}`}>
            <input
              class="input mono"
              type="text"
              name="volumeSource"
              aria-label={texts.source}
              placeholder={texts.sourceExample}
              value={sources[at] ?? ''}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
            />
            <input
              class="input mono"
              type="text"
              name="volumeTarget"
              aria-label={texts.target}
              placeholder={texts.targetExample}
              value={targets[at] ?? ''}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
            />
            <select class="input" name="volumeMode" aria-label={texts.mode}>
              <option value="rw">{texts.readWrite}</option>
              <option value="ro" selected={modes[at] === 'ro'}>
                {texts.readOnly}
              </option>
            </select>
          </li>
        ))}
      </ul>
      <div class="row">
        <button
          class="btn"
          type="button"
          hx-post={url('/admin/workspaces/volumes')}
          hx-include="#workspace-form"
          hx-target={`#${id}`}
          hx-swap="outerHTML"
        >
          <Icon name="plus" />
          {texts.addVolume}
        </button>
      </div>
      <p class="help" id={`${id}-help`}>
        {texts.volumesHelp} {offered}
      </p>
      {error !== undefined && (
        <p class="error">
          <Icon name="circle-alert" />
          {error}
        </p>
      )}
    </fieldset>
  )
}
