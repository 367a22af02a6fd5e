import {
  isReservedVariable,
  isVariableName,
  isVariableValue,
  MOST_VARIABLES,
} from '../../domain/environment.ts'
import type { Say } from '../../errors.ts'

/** Lines of NAME=value, empty ones left out; or why they are none. */
export function parseEnvironment(text: string): Record<string, string> | Say {
  const variables = new Map<string, string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const number = index + 1
    const [, name = '', value = ''] = /^\s*([^=\s]*)=(.*)$/.exec(line) ?? []
    if (!isVariableName(name) || !isVariableValue(value)) {
      return (t) => t.refusals.environmentLine(number, line.trim().slice(0, 40))
    }
    if (isReservedVariable(name)) {
      return (t) => t.refusals.environmentReserved(number, name)
    }
    if (variables.has(name)) return (t) => t.refusals.environmentTwice(number, name)
    variables.set(name, value)
    if (variables.size > MOST_VARIABLES) {
      return (t) => t.refusals.environmentMany(MOST_VARIABLES)
    }
  }
  return Object.fromEntries(variables)
}

export function environmentText(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
}

const SECRET = /pass|secret|token|credential|auth|(^|_)(api_?)?key($|_)|private/i

/** Of those whose names say that their values may be for few eyes. */
export function secretNames(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables)
    .filter(([name, value]) => value !== '' && SECRET.test(name))
    .map(([name]) => name)
}
