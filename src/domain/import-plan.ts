import { freeName } from './names.ts'

/** What an admin wants of a thing in a file whose name is taken here. */
export const IMPORT_CHOICES = ['skip', 'replace', 'both'] as const
export type ImportChoice = (typeof IMPORT_CHOICES)[number]

export type ImportAct =
  /** Under its own name, or under a free one beside what has its name. */
  | { readonly kind: 'create'; readonly name: string; readonly renamed: boolean }
  | { readonly kind: 'replace'; readonly id: string }
  | { readonly kind: 'skip' }
  /** Its name is taken, and nobody has said what to do. */
  | { readonly kind: 'ask' }

export type ImportStep = {
  readonly act: ImportAct
  /** Its name is taken here: what may be chosen; empty where there is nothing to choose. */
  readonly choices: readonly ImportChoice[]
}

type Existing = { readonly id: string; readonly name: string }

/**
 * What becomes of each name of a file, in its order. Only one thing can be replaced by only one: where
 * several have the name, here or in the file, the others are skipped or kept beside it.
 */
export function importPlan(
  names: readonly string[],
  existing: readonly Existing[],
  chosen: readonly (ImportChoice | undefined)[],
  longest: number,
): ImportStep[] {
  const taken = existing.map(({ name }) => name)
  const seen = new Set<string>()
  function create(name: string): ImportAct {
    const free = freeName(name, taken, longest)
    taken.push(free)
    return { kind: 'create', name: free, renamed: free !== name }
  }
  return names.map((name, index): ImportStep => {
    const key = name.toLowerCase()
    const same = existing.filter((one) => one.name.toLowerCase() === key)
    const first = !seen.has(key)
    seen.add(key)
    if (same.length === 0) return { act: create(name), choices: [] }
    const [only] = same
    const replaceable = same.length === 1 && first && only !== undefined
    const choices = IMPORT_CHOICES.filter((choice) => choice !== 'replace' || replaceable)
    const choice = choices.find((one) => one === chosen[index])
    if (choice === 'both') return { act: create(name), choices }
    if (choice === 'replace' && only) return { act: { kind: 'replace', id: only.id }, choices }
    return { act: { kind: choice === 'skip' ? 'skip' : 'ask' }, choices }
  })
}
