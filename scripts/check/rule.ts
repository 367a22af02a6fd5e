import type { Tree } from './tree.ts'

/** One thing that a person has to change, where it is, and how. */
export type Finding = {
  readonly file: string
  readonly line: number
  /** What is wrong there, and why it matters. */
  readonly what: string
  /** What to do about it. */
  readonly fix: string
}

export type Rule = {
  readonly name: string
  readonly find: (tree: Tree) => readonly Finding[] | Promise<readonly Finding[]>
}

export function print({ file, line, what, fix }: Finding): string {
  return `  ${file}:${line}: ${what}\n    → ${fix}`
}
