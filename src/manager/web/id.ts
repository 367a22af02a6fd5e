import { parseId } from '../../domain/access.ts'
import { NotFound } from '../../errors.ts'

/** The id in a path, in either written form; NotFound where it is none. */
export function idOf(typed: string): string {
  const id = parseId(typed)
  if (!id) throw new NotFound((t) => t.errors.notFound)
  return id
}
