import { parseId } from '../../domain/access.ts'
import { NotFound } from '../../errors.ts'

/** The id in a path, in either written form. What is no id names nothing. */
export function idIn(params: { readonly id: string }): string {
  const id = parseId(params.id)
  if (!id) throw new NotFound((t) => t.errors.notFound)
  return id
}
