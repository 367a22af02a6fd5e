/** Where settings are typed: flags and the file. */
import { readFileSync } from 'node:fs'
import { ConfigError } from './config-error.ts'
import { split } from './config-values.ts'
import { nearest } from './nearest.ts'
import { kebab, SETTINGS } from './settings.ts'

export function readFlags(argv: readonly string[]): Map<string, string> {
  const known = [...Object.keys(SETTINGS).map(kebab), 'config']
  const flags = new Map<string, string>()
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (!word.startsWith('--')) {
      throw new ConfigError(`"${word}" is not an option. Options begin with --; see --help.`)
    }
    const [flag = '', inline] = split(word.slice(2), '=')
    if (!known.includes(flag)) {
      throw new ConfigError(
        `--${flag} is not an option. Did you mean --${nearest(flag, known)}? See --help.`,
      )
    }
    const typed = inline ?? (isSwitch(flag, argv[i + 1]) ? 'true' : argv[++i])
    if (typed === undefined || (inline === undefined && typed.startsWith('--'))) {
      throw new ConfigError(`--${flag} needs a value: --${flag} VALUE.`)
    }
    flags.set(flag, typed)
  }
  return flags
}

/** A choice of yes and no, named without a word behind it: yes. */
function isSwitch(flag: string, next: string | undefined): boolean {
  const named = Object.entries(SETTINGS).find(([name]) => kebab(name) === flag)
  return named?.[1].placeholder === '' && next !== 'true' && next !== 'false'
}

export function readFile(
  path: string,
  asked: boolean,
): { path: string; values: Map<string, string> } {
  const values = new Map<string, string>()
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (absent && !asked) return { path, values }
    throw new ConfigError(
      `${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    )
  }
  const known = Object.keys(SETTINGS).map(kebab)
  for (const [key, value] of Object.entries(parseToml(path, text))) {
    if (!known.includes(key)) {
      throw new ConfigError(
        `${path}: "${key}" is not a setting. Did you mean "${nearest(key, known)}"?`,
      )
    }
    values.set(key, Array.isArray(value) ? value.join(',') : String(value))
  }
  return { path, values }
}

function parseToml(path: string, text: string): object {
  try {
    return Bun.TOML.parse(text)
  } catch (error) {
    throw new ConfigError(`${path} is not TOML: ${error instanceof Error ? error.message : error}`)
  }
}
