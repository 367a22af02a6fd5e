import type { Say } from '../../errors.ts'

/** What the platform or the image sets; changing one of them breaks the desktop or its password. */
const RESERVED = new Set(['VNC_PW', 'HOME', 'USER', 'LOGNAME', 'DISPLAY', 'PATH', 'XAUTHORITY'])
/** Loaders read these before any program of the image runs. */
const RESERVED_PREFIX = /^LD_/

const MOST_VARIABLES = 100
const LONGEST_VALUE = 4096

/** Lines of NAME=value, empty ones left out; or why they are none. */
export function parseEnvironment(text: string): Record<string, string> | Say {
  const variables = new Map<string, string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const number = index + 1
    const [, name = '', value = ''] = /^\s*([A-Za-z_][A-Za-z0-9_]{0,99})=(.*)$/.exec(line) ?? []
    if (name === '' || value.length > LONGEST_VALUE || /\p{Cc}/u.test(value.replaceAll('\t', ''))) {
      return (t) => t.refusals.environmentLine(number, line.trim().slice(0, 40))
    }
    if (RESERVED.has(name.toUpperCase()) || RESERVED_PREFIX.test(name)) {
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
