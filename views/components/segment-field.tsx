import { type FormState, textOf } from '../form.ts'
import { type FieldOf, fieldId, ties, Under } from './field.tsx'

/** One of two to four, all of them in sight; the first where the form says nothing. */
export function SegmentField<Name extends string>(
  props: FieldOf<Name> & {
    form: FormState<Name>
    choices: readonly { readonly value: string; readonly label: string }[]
  },
) {
  const { form, name, label, help, choices } = props
  const id = fieldId(name)
  const error: string | undefined = form.errors[name]
  const chosen = textOf(form, name) || choices[0]?.value
  return (
    <fieldset class="field" id={id} {...ties(id, error, help !== undefined)}>
      <legend class="label">{label}</legend>
      <div class="segment">
        {choices.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={value === chosen} />
            {label}
          </label>
        ))}
      </div>
      <Under id={id} help={help} error={error} />
    </fieldset>
  )
}
