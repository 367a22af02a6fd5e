import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import type { Say } from '../../errors.ts'
import type { english } from '../../texts/index.ts'

/** Longer ones are nothing that a person typed. */
export const LONGEST_JSON = 20_000

/** What JSON that an admin typed says, `{}` where it is empty; or where it is none, and why. */
export function readTyped(typed: string): { readonly value: unknown } | Say {
  if (typed.length > LONGEST_JSON) return (t) => t.container.tooLong(LONGEST_JSON)
  if (typed.trim() === '') return { value: {} }
  const errors: ParseError[] = []
  const options = { disallowComments: true, allowTrailingComma: false }
  parse(typed, errors, options)
  const [first] = errors
  if (!first) return parsed(typed)
  const before = typed.slice(0, first.offset).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  const code = printParseErrorCode(first.error)
  return (t) => t.container.notJson(before.length, column, why(t.container, code))
}

function why(texts: typeof english.container, code: string): string {
  return (
    Object.entries<string>(texts.json).find(([name]) => name === code)?.[1] ?? texts.notJsonAtAll
  )
}

/** The one that says where is kinder in a few things than JSON itself. */
function parsed(typed: string): { readonly value: unknown } | Say {
  try {
    return { value: JSON.parse(typed) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return (t) => t.container.notJson(1, 1, t.container.notJsonAtAll)
  }
}
