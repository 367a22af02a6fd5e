/**
 * A form as it was typed and what is wrong with it. A refused form is rendered again from this: every
 * value stays, each error stands beside its field.
 */
export interface FormState<Field extends string> {
  /** Texts; a list for fields that may occur several times. A ticked box is `on`. */
  readonly values: { readonly [F in Field]?: string | readonly string[] }
  /** What lists held when the form was first shown, whatever has been ticked since. */
  readonly shown?: { readonly [F in Field]?: readonly string[] }
  readonly errors: { readonly [F in Field]?: string }
  /** A refusal of the form as a whole, without a field to blame. */
  readonly notice?: string | undefined
}

/** An untouched form with these values. */
export function pristine<Field extends string>(
  values: FormState<Field>['values'],
): FormState<Field> {
  return { values, errors: {} }
}

/** The hidden field beside a list, with what the list held when the form was first shown. */
export function shownName(field: string): string {
  return `${field}-shown`
}

export function textOf<Field extends string>(form: FormState<Field>, field: Field): string {
  const value: string | readonly string[] | undefined = form.values[field]
  if (value === undefined) return ''
  return typeof value === 'string' ? value : (value[0] ?? '')
}

export function listOf<Field extends string>(
  form: FormState<Field>,
  field: Field,
): readonly string[] {
  const value: string | readonly string[] | undefined = form.values[field]
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}
