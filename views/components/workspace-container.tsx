import type { Setting } from '../../src/domain/container-preview.ts'
import { EXEC_MOMENTS } from '../../src/domain/exec-config.ts'
import { ISOLATED } from '../../src/domain/offers.ts'
import { RUN_KEYS } from '../../src/domain/run-config.ts'
import { useTexts, useUrl } from '../context.tsx'
import { type FormState, textOf } from '../form.ts'
import { ContainerPreview } from './container-preview.tsx'
import { fieldId, TextArea, TextField } from './field.tsx'
import { VolumeRows } from './volume-rows.tsx'

export type ContainerField =
  | 'runConfig'
  | 'execConfig'
  | 'volumeSource'
  | 'volumeTarget'
  | 'volumeMode'
  | 'devices'
  | 'network'

export interface ContainerProps {
  /** What hosts offer, all of them together. */
  readonly roots: readonly string[]
  readonly devices: readonly string[]
  readonly networks: readonly string[]
  /** Of a container of what the form holds. */
  readonly settings: readonly Setting[]
}

/** What containers of a workspace have beside their size, by fields and as JSON, and what comes of it. */
export function WorkspaceContainer(props: {
  form: FormState<ContainerField>
  container: ContainerProps
}) {
  const { container: texts } = useTexts()
  const { form, container } = props
  return (
    <>
      <section class="card of-container">
        <header>
          <h2>{texts.title}</h2>
        </header>
        <div class="body stack">
          <VolumeRows form={form} roots={container.roots} />
          <div class="pair">
            <TextField
              form={form}
              name="devices"
              label={texts.devices}
              help={texts.devicesHelp(container.devices.join(', '))}
              placeholder={texts.devicesExample}
              mono
            />
            <NetworkChoice form={form} networks={container.networks} />
          </div>
          <div class="stack tight">
            <TextArea
              form={form}
              name="runConfig"
              label={texts.runConfig}
              help={texts.runConfigHelp}
              rows={6}
              mono
            />
            <Allowed keys={RUN_KEYS.map((key) => [key, texts.keys[key]] as const)} />
          </div>
          <div class="stack tight">
            <TextArea
              form={form}
              name="execConfig"
              label={texts.execConfig}
              help={texts.execConfigHelp}
              rows={4}
              mono
            />
            <Allowed
              keys={EXEC_MOMENTS.map((moment) => [moment, texts.moments[moment]] as const)}
              note={texts.programKeys}
            />
          </div>
        </div>
      </section>
      <LivePreview settings={container.settings} />
    </>
  )
}

/** Asks anew as one types, anywhere in the form. */
function LivePreview(props: { settings: readonly Setting[] }) {
  const { container: texts } = useTexts()
  const url = useUrl()
  return (
    <section
      class="card of-container"
      aria-labelledby="container-preview"
      hx-post={url('/admin/workspaces/preview')}
      hx-trigger="input from:#workspace-form delay:400ms"
      hx-include="#workspace-form"
      hx-target="#container-settings"
      hx-swap="outerHTML"
    >
      <header>
        <div>
          <h2 id="container-preview">{texts.preview}</h2>
          <p class="small muted">{texts.previewHelp}</p>
        </div>
      </header>
      <ContainerPreview settings={props.settings} />
    </section>
  )
}

function Allowed(props: { keys: readonly (readonly [string, string])[]; note?: string }) {
  const { container: texts } = useTexts()
  return (
    <details class="small">
      <summary>{texts.allowed}</summary>
      <dl class="keys">
        {props.keys.map(([key, meaning]) => (
          <div key={key}>
            <dt class="mono">{key}</dt>
            <dd class="muted">{meaning}</dd>
          </div>
        ))}
      </dl>
      {props.note !== undefined && <p class="muted">{props.note}</p>}
    </details>
  )
}

function NetworkChoice(props: { form: FormState<ContainerField>; networks: readonly string[] }) {
  const { container: texts } = useTexts()
  const id = fieldId('network')
  const chosen = textOf(props.form, 'network')
  const error: string | undefined = props.form.errors.network
  const gone = chosen !== '' && chosen !== ISOLATED && !props.networks.includes(chosen)
  const choices = [
    { value: '', label: texts.networkDefault },
    { value: ISOLATED, label: texts.networkIsolated },
    ...props.networks.map((name) => ({ value: name, label: texts.networkNamed(name) })),
    ...(gone ? [{ value: chosen, label: texts.networkGone(chosen) }] : []),
  ]
  return (
    <div class="field">
      <label for={id}>{texts.network}</label>
      <select
        class="input"
        id={id}
        name="network"
        aria-describedby={`${id}-help`}
        aria-invalid={error === undefined ? undefined : 'true'}
      >
        {choices.map(({ value, label }) => (
          <option key={value} value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
      <p class="help" id={`${id}-help`}>
        {texts.networkHelp}
      </p>
      {error !== undefined && <p class="error">{error}</p>}
    </div>
  )
}
