import { type FormState, shownName } from '../../../views/form.ts'
import type { Choice } from '../../db/choice.ts'
import { parseId } from '../../domain/access.ts'
import { Conflict, Invalid, type Say } from '../../errors.ts'
import type { Texts } from '../../texts/index.ts'
import type { Form } from './form.ts'

/** Gathers what is wrong with a form, field by field, so that a person is told all of it at once. */
export type Checks<Field extends string> = {
  /** Notes a problem; the first one of a field counts. */
  refuse(field: Field, say: Say): void
  /** A trimmed line of at most `most` characters. */
  line(field: Field, most: number, options?: { readonly required: boolean }): string
  /** The chosen ids, in one written form, and those that the form came with. */
  choice(field: Field): Choice
  /** Throws Invalid where there was a problem. */
  settle(): void
}

export function checks<Field extends string>(form: Form): Checks<Field> {
  const problems: Record<string, Say> = {}
  function refuse(field: Field, say: Say) {
    problems[field] ??= say
  }
  return {
    refuse,
    line(field, most, { required } = { required: false }) {
      const text = form.text(field).trim()
      const length = [...text].length
      if (required && length === 0) refuse(field, (t) => t.refusals.required)
      if (length > most) refuse(field, (t) => t.refusals.tooLong(most, length))
      if (/\p{Cc}|[\u2028\u2029]/u.test(text)) refuse(field, (t) => t.refusals.oneLine)
      return text
    },
    choice(field) {
      // Unknown ids are for the database to refuse.
      const ids = (list: readonly string[]) =>
        list.flatMap((typed) => {
          const id = parseId(typed)
          if (!id) refuse(field, (t) => t.refusals.choiceUnknown)
          return id ?? []
        })
      const shown = shownList(form, field)
      return { chosen: ids(form.list(field)), shown: shown && ids(shown) }
    },
    settle() {
      const count = Object.keys(problems).length
      if (count > 0) throw new Invalid((t) => t.refusals.invalid(count), problems)
    },
  }
}

function shownList(form: Form, field: string): string[] | undefined {
  const [line] = form.list(shownName(field))
  return line?.split(' ').filter((id) => id !== '')
}

/**
 * A refused form as it is to be shown again: every value as typed, each problem beside its field, a
 * conflict above all of them. Throws on what is no refusal of the form.
 */
export function refusedForm<Field extends string>(
  error: unknown,
  form: Form,
  fields: readonly Field[],
  texts: Texts,
): { state: FormState<Field>; status: number } {
  if (!(error instanceof Invalid || error instanceof Conflict)) throw error
  const values: Partial<Record<Field, readonly string[]>> = {}
  const shown: Partial<Record<Field, readonly string[]>> = {}
  const errors: Partial<Record<Field, string>> = {}
  for (const field of fields) {
    values[field] = form.list(field)
    const list = shownList(form, field)
    if (list) shown[field] = list
    const say = error instanceof Invalid ? error.fields[field] : undefined
    if (say) errors[field] = say(texts)
  }
  const state = { values, shown, errors }
  if (error instanceof Invalid) return { state, status: 422 }
  return { state: { ...state, notice: error.say(texts) }, status: 409 }
}
