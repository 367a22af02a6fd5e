import type { Say } from '../../errors.ts'
import { isLabel, MOST_LABELS } from '../../labels.ts'
import type { Checks } from './fields.ts'

/** Of one list of words: how many, how long, and what to say of more. */
type Bounds = {
  readonly most: number
  readonly longest: number
  readonly tooMany: (most: number) => Say
  readonly tooLong: (longest: number) => Say
}

export const CATEGORIES: Bounds = {
  most: 10,
  longest: 64,
  tooMany: (most) => (t) => t.refusals.categoryMany(most),
  tooLong: (longest) => (t) => t.refusals.categoryLong(longest),
}

export const TAGS: Bounds = {
  most: 20,
  longest: 40,
  tooMany: (most) => (t) => t.refusals.tagMany(most),
  tooLong: (longest) => (t) => t.refusals.tagLong(longest),
}

/** What stands between commas, each once, whatever letters it is written in. */
export function parseWords<Field extends string>(
  check: Checks<Field>,
  field: Field,
  { most, longest, tooMany, tooLong }: Bounds,
): string[] {
  const words = new Map<string, string>()
  for (const word of check.line(field, 1000).split(',')) {
    const trimmed = word.trim()
    const key = trimmed.toLowerCase()
    if (key !== '' && !words.has(key)) words.set(key, trimmed)
  }
  const unique = [...words.values()]
  if (unique.some((word) => [...word].length > longest)) check.refuse(field, tooLong(longest))
  if (unique.length > most) check.refuse(field, tooMany(most))
  return unique
}

/** Labels between commas, in the form that agents and workspaces share. */
export function parseLabels<Field extends string>(check: Checks<Field>, field: Field): string[] {
  const labels = check.line(field, 5000).split(',')
  const unique = [...new Set(labels.map((label) => label.trim()).filter(Boolean))]
  const wrong = unique.find((label) => !isLabel(label))
  if (wrong !== undefined) check.refuse(field, (t) => t.refusals.labelForm(wrong.slice(0, 40)))
  if (unique.length > MOST_LABELS) check.refuse(field, (t) => t.refusals.labelMany(MOST_LABELS))
  return unique
}
