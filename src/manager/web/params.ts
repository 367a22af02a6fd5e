import { parseId } from '../../domain/access.ts'
import { NotFound } from '../../errors.ts'
import type { Form } from './form.ts'

/** The id in a path, in either written form. What is no id names nothing. */
export function idIn(params: { readonly id: string }): string {
  const id = parseId(params.id)
  if (!id) throw new NotFound((t) => t.errors.notFound)
  return id
}

/** Rows that were picked in a list, each once. NotFound where one of them is no id. */
export function idsIn(form: Form): string[] {
  return [...new Set(form.list('id').map((id) => idIn({ id })))]
}
