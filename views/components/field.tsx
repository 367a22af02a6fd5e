import type { ComponentChildren } from 'preact'
import { useTexts } from '../context.tsx'
import { type FormState, listOf, shownName, textOf } from '../form.ts'
import { Icon } from './icon.tsx'
import { Notice } from './notice.tsx'

export type FieldOf<Name extends string> = {
  form: FormState<Name>
  name: Name
  label: string
  help?: ComponentChildren
  /** Stands under the help: where the value comes from. */
  origin?: ComponentChildren
}

/** What ties help and error to a control, and marks it. */
export function ties(id: string, error: string | undefined, help: boolean) {
  const described = [error === undefined ? '' : `${id}-error`, help ? `${id}-help` : '']
  return {
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    'aria-describedby': described.filter(Boolean).join(' ') || undefined,
  }
}

export function Under(props: { id: string; help?: ComponentChildren; error: string | undefined }) {
  return (
    <>
      {props.help !== undefined && (
        <p class="help" id={`${props.id}-help`}>
          {props.help}
        </p>
      )}
      {props.error !== undefined && (
        <p class="error" id={`${props.id}-error`}>
          <Icon name="circle-alert" />
          {props.error}
        </p>
      )}
    </>
  )
}

export function fieldId(name: string): string {
  return `field-${name.replaceAll('.', '-')}`
}

type TextFieldProps<Name extends string> = FieldOf<Name> & {
  /** Shown as dots, and never sent back to the page. */
  secret?: boolean
  autocomplete?: 'username' | 'current-password' | 'new-password' | 'name'
  inputmode?: 'decimal' | 'numeric' | 'url'
  mono?: boolean
  required?: boolean
  autofocus?: boolean
  placeholder?: string
}

export function TextField<Name extends string>(props: TextFieldProps<Name>) {
  const id = fieldId(props.name)
  const error: string | undefined = props.form.errors[props.name]
  const shared = {
    class: `input${props.mono ? ' mono' : ''}${props.inputmode ? ' num' : ''}`,
    id,
    name: props.name,
    autocomplete: props.autocomplete ?? 'off',
    required: props.required,
    autofocus: props.autofocus,
    spellcheck: false,
    ...ties(id, error, props.help !== undefined),
  } as const
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.secret ? (
        <input type="password" {...shared} />
      ) : (
        <input
          type="text"
          {...shared}
          value={textOf(props.form, props.name)}
          inputmode={props.inputmode}
          placeholder={props.placeholder}
          autocapitalize="off"
        />
      )}
      <Under id={id} help={props.help} error={error} />
      {props.origin !== undefined && <p class="origin">{props.origin}</p>}
    </div>
  )
}

export function TextArea<Name extends string>(
  props: FieldOf<Name> & { mono?: boolean; rows?: number },
) {
  const id = fieldId(props.name)
  const error: string | undefined = props.form.errors[props.name]
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea
        class={`input${props.mono ? ' mono' : ''}`}
        id={id}
        name={props.name}
        rows={props.rows ?? 4}
        spellcheck={false}
        value={textOf(props.form, props.name)}
        {...ties(id, error, props.help !== undefined)}
      />
      <Under id={id} help={props.help} error={error} />
    </div>
  )
}

/** A box as a switch; it is saved with its form. */
export function SwitchField<Name extends string>(props: FieldOf<Name>) {
  const id = fieldId(props.name)
  const error: string | undefined = props.form.errors[props.name]
  return (
    <div class="field">
      <label class="switch" for={id}>
        <input
          type="checkbox"
          // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is on
          role="switch"
          id={id}
          name={props.name}
          checked={textOf(props.form, props.name) === 'on'}
          {...ties(id, error, false)}
        />
        <span>
          <b>{props.label}</b>
          {props.help !== undefined && <small>{props.help}</small>}
        </span>
      </label>
      <Under id={id} error={error} />
    </div>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly note?: string | undefined
  /** Always chosen; shown, not changeable. */
  readonly fixed?: boolean | undefined
}

/** Any number of several things. */
export function ChoicesField<Name extends string>(
  props: FieldOf<Name> & { choices: readonly Choice[]; empty: string; hideLabel?: boolean },
) {
  const id = fieldId(props.name)
  const error: string | undefined = props.form.errors[props.name]
  const list = listOf(props.form, props.name)
  const chosen = new Set(list)
  const shown = props.form.shown?.[props.name] ?? list
  return (
    <fieldset class="field" id={id} {...ties(id, error, props.help !== undefined)}>
      <legend class={props.hideLabel ? 'sr' : 'label'}>{props.label}</legend>
      <input type="hidden" name={shownName(props.name)} value={shown.join(' ')} />
      {props.choices.length === 0 && <p class="muted">{props.empty}</p>}
      <div class="choices">
        {props.choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="checkbox"
              name={props.name}
              value={choice.value}
              checked={choice.fixed || chosen.has(choice.value)}
              disabled={choice.fixed}
            />
            <span>
              {choice.label}
              {choice.note !== undefined && <small>{choice.note}</small>}
            </span>
          </label>
        ))}
      </div>
      <Under id={id} help={props.help} error={error} />
    </fieldset>
  )
}

/** What stands over a refused form: focused, with links to the fields. Nothing while all is well. */
export function FormSummary<Name extends string>(props: {
  form: FormState<Name>
  labels: { readonly [F in Name]?: string }
  title?: string
}) {
  const texts = useTexts()
  const errors = Object.entries<string | undefined>(props.form.errors).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  if (errors.length === 0 && props.form.notice === undefined) return null
  const labels = new Map(Object.entries<string | undefined>(props.labels))
  const title =
    props.title ??
    (errors.length > 0 ? texts.common.notSaved(errors.length) : texts.common.notSavedReason)
  return (
    <Notice tone="bad" role="alert" focus title={title}>
      {props.form.notice}
      {errors.map(([name, error]) => (
        <span key={name} class="fault">
          <a href={`#${fieldId(name)}`}>{labels.get(name) ?? name}</a>
          {`: ${error}`}
        </span>
      ))}
    </Notice>
  )
}
