import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import {
  address,
  choice,
  folders,
  level,
  list,
  named,
  port,
  split,
  text,
  url,
  whole,
} from './config-values.ts'
import { isLabel, MOST_LABELS } from './labels.ts'
import { nearest } from './nearest.ts'

export type Role = 'manager' | 'agent' | 'proxy'

/** A value that must not be printed by accident. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }
}

/** What was configured cannot be used. The message says what to change; main prints it and exits 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Setting<T> = {
  readonly help: string
  readonly placeholder: string
  /** As it would be typed. */
  readonly fallback: string
  /** Throws a sentence that says what would be right. */
  readonly parse: (typed: string) => T
}

const ROLES = {
  'all-in-one': ['manager', 'agent', 'proxy'],
  manager: ['manager'],
  agent: ['agent'],
  proxy: ['proxy'],
} as const satisfies Record<string, readonly Role[]>

/** Docker's own three lead to the host or to containers of others; the last name is a choice of ours. */
const NETWORK = /^(?!(host|none|bridge|default|isolated)$)[A-Za-z0-9][\w.-]{0,62}$/

/** Every setting: its flag is `--name`, its variable CASEMENT_NAME, its key in the file `name`. */
const SETTINGS = {
  role: setting('ROLE', 'all-in-one', 'all-in-one, manager, agent or proxy', roles),
  port: setting('PORT', '443', 'port of the front door (proxy); 0 = any free one', port),
  listen: setting('ADDRESS', '0.0.0.0', 'address that the front door listens on', text),
  http: setting(
    '',
    'false',
    'plain HTTP at --port, for behind a reverse proxy that has the certificate',
    choice,
  ),
  hostname: setting('NAME', hostname(), 'name that people type to come here', text),
  dataDir: setting('DIR', '/var/lib/casement', 'where everything that must last is kept', text),
  databaseUrl: setting(
    'URL',
    '',
    'an external Postgres, postgres://user:password@host/db; without it the built-in one runs',
    databaseUrl,
  ),
  managerListen: setting(
    'ADDRESS:PORT',
    '127.0.0.1:7480',
    'where the manager listens; port 0 = any free one',
    address,
  ),
  managerUrl: setting('URL', '', 'manager that an agent or a proxy belongs to', url),
  token: setting(
    'TOKEN',
    '',
    'manager token; without it, the file secrets/manager-token is read',
    secret,
  ),
  name: setting('NAME', hostname(), 'what this host is called among agents and proxies', text),
  zone: setting('NAME', 'default', 'zone that this host belongs to', text),
  labels: setting(
    'LABEL,…',
    '',
    'what an agent is or has, such as gpu or disk=ssd; workspaces may ask for it',
    labels,
  ),
  tlsCert: setting(
    'FILE',
    '',
    'certificate chain (PEM); without it a self-signed one is made',
    text,
  ),
  tlsKey: setting('FILE', '', 'private key of tls-cert (PEM)', text),
  proxyWorkers: setting('N', '0', 'processes of the front door; 0 = one per core', whole),
  dockerSocket: setting('PATH', '/var/run/docker.sock', 'Docker Engine of an agent', text),
  sessionAllow: setting(
    'CIDR,…',
    '',
    'private networks that sessions may reach; all others are closed to them',
    list,
  ),
  profileRoots: setting(
    'DIR,…',
    '',
    'folders of an agent’s host below which workspaces may keep profiles; without it only volumes',
    folders,
  ),
  volumeRoots: setting(
    'DIR,…',
    '',
    'folders of an agent’s host from which workspaces may mount; without it none',
    folders,
  ),
  sessionDevices: setting(
    'DEVICE,…',
    '',
    'devices of an agent’s host that workspaces may hand to sessions, such as /dev/dri',
    named(/^(\/dev)(\/[\w-]+)+$/, 'device, such as /dev/dri'),
  ),
  sessionNetworks: setting(
    'NAME,…',
    '',
    'Docker networks that workspaces may choose; what is closed to sessions otherwise is the network’s own affair there',
    named(NETWORK, 'Docker network that a session may be on'),
  ),
  buildProxy: setting('URL', '', 'HTTP proxy that image builds use', url),
  drainSeconds: setting('N', '20', 'time that open requests get when stopping', whole),
  passphraseFile: setting(
    'FILE',
    '',
    'passphrase of backup and restore, on its first line; or in CASEMENT_PASSPHRASE',
    text,
  ),
  logLevel: setting('LEVEL', 'info', 'debug, info, warn or error', level),
} as const

type Settings = {
  readonly [K in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[K]['parse']>
}

export type Config = Omit<Settings, 'role'> & {
  readonly roles: readonly Role[]
  /** `<data-dir>/secrets` */
  readonly secretsDir: string
  /** Where each value came from: flag, environment, file or default. */
  readonly origins: Readonly<Record<string, string>>
}

type Raw = { readonly typed: string; readonly origin: string }
type Name = keyof typeof SETTINGS

/** Reads everything once: flags, then environment, then file, then defaults. Throws ConfigError. */
export function readConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Config {
  const flags = readFlags(argv)
  const path = flags.get('config') ?? env.CASEMENT_CONFIG
  const file = readFile(path ?? '/etc/casement/casement.toml', path !== undefined)
  const origins: Record<string, string> = {}

  function value<T>(name: Name, { fallback, parse }: Setting<T>): T {
    const flag = kebab(name)
    const variable = variableOf(name)
    const raw = [
      { typed: flags.get(flag), origin: `--${flag}` },
      { typed: env[variable], origin: variable },
      { typed: file.values.get(flag), origin: `${flag} in ${file.path}` },
    ].find((one): one is Raw => one.typed !== undefined) ?? { typed: fallback, origin: 'default' }
    origins[name] = raw.origin
    try {
      return parse(raw.typed)
    } catch (error) {
      throw new ConfigError(`${raw.origin}: ${error instanceof Error ? error.message : error}`)
    }
  }

  const s = SETTINGS
  const settings: Settings = {
    role: value('role', s.role),
    port: value('port', s.port),
    listen: value('listen', s.listen),
    http: value('http', s.http),
    hostname: value('hostname', s.hostname),
    dataDir: value('dataDir', s.dataDir),
    databaseUrl: value('databaseUrl', s.databaseUrl),
    managerListen: value('managerListen', s.managerListen),
    managerUrl: value('managerUrl', s.managerUrl),
    token: value('token', s.token),
    name: value('name', s.name),
    zone: value('zone', s.zone),
    labels: value('labels', s.labels),
    tlsCert: value('tlsCert', s.tlsCert),
    tlsKey: value('tlsKey', s.tlsKey),
    proxyWorkers: value('proxyWorkers', s.proxyWorkers),
    dockerSocket: value('dockerSocket', s.dockerSocket),
    sessionAllow: value('sessionAllow', s.sessionAllow),
    profileRoots: value('profileRoots', s.profileRoots),
    volumeRoots: value('volumeRoots', s.volumeRoots),
    sessionDevices: value('sessionDevices', s.sessionDevices),
    sessionNetworks: value('sessionNetworks', s.sessionNetworks),
    buildProxy: value('buildProxy', s.buildProxy),
    drainSeconds: value('drainSeconds', s.drainSeconds),
    passphraseFile: value('passphraseFile', s.passphraseFile),
    logLevel: value('logLevel', s.logLevel),
  }
  refuseContradictions(settings, origins)
  const { role, ...rest } = settings
  return Object.freeze({
    ...rest,
    roles: role,
    secretsDir: join(settings.dataDir, 'secrets'),
    origins,
  })
}

/** What `--help` prints. */
export function usage(): string {
  const rows = Object.entries(SETTINGS).map(([name, { placeholder, help, fallback }]) => {
    const left = `  --${kebab(name)} ${placeholder}`
    return `${left.padEnd(34)}${help}${fallback === '' ? '' : ` (${fallback})`}`
  })
  return [
    'Usage: casement [start|stop|restart|status|rollback|config] [options]',
    '       casement backup|restore FILE [options]',
    '',
    'Without a command it runs in the foreground until it gets SIGTERM.',
    '',
    ...rows,
    `${'  --config FILE'.padEnd(34)}configuration file (/etc/casement/casement.toml)`,
    '  --version, --help',
    '',
    'Each option is also a variable, CASEMENT_DATA_DIR for --data-dir, and a key of the file.',
    'Flags count before variables, variables before the file.',
  ].join('\n')
}

/** A configuration file with a comment on every key, every key at its default. */
export function sampleFile(): string {
  const keys = Object.entries(SETTINGS).map(
    ([name, { help, fallback }]) =>
      `# ${help}; also --${kebab(name)} and ${variableOf(name)}\n# ${kebab(name)} = ${JSON.stringify(fallback)}\n`,
  )
  return `# Casement. A flag or a variable counts before a key here.\n\n${keys.join('\n')}`
}

function readFlags(argv: readonly string[]): Map<string, string> {
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

function readFile(path: string, asked: boolean): { path: string; values: Map<string, string> } {
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

function refuseContradictions(s: Settings, origins: Record<string, string>) {
  const has = (role: Role) => s.role.includes(role)
  if ((s.tlsCert === '') !== (s.tlsKey === '')) {
    throw new ConfigError('tls-cert and tls-key belong together: give both, or neither.')
  }
  if (s.http && s.tlsCert !== '') {
    throw new ConfigError('http and tls-cert exclude each other: give one of them.')
  }
  if (!has('manager') && s.managerUrl === '') {
    throw new ConfigError(
      `A host that is only ${s.role.join(' and ')} needs its manager: give --manager-url http://…`,
    )
  }
  if (!has('manager') && s.databaseUrl) {
    throw new ConfigError(
      `${origins.databaseUrl}: only a manager uses the database. Remove it, or change --role.`,
    )
  }
  if (has('manager') && s.managerUrl !== '') {
    throw new ConfigError(
      `${origins.managerUrl}: this host is a manager itself. Remove it, or change --role.`,
    )
  }
}

function setting<T>(
  placeholder: string,
  fallback: string,
  help: string,
  parse: (typed: string) => T,
): Setting<T> {
  return { placeholder, fallback, help, parse }
}

function roles(typed: string): readonly Role[] {
  const names = Object.keys(ROLES)
  const found = Object.entries(ROLES).find(([name]) => name === typed)
  if (found) return found[1]
  throw new Error(`there is no role "${typed}". Did you mean ${nearest(typed, names)}?`)
}

function databaseUrl(typed: string): Secret | undefined {
  if (typed === '') return undefined
  if (URL.canParse(typed) && /^postgres(ql)?:$/.test(new URL(typed).protocol))
    return new Secret(typed)
  throw new Error('it must have the form postgres://user:password@host:5432/database')
}

function secret(typed: string): Secret | undefined {
  return typed === '' ? undefined : new Secret(typed)
}

function labels(typed: string): readonly string[] {
  const all = [...new Set(list(typed))]
  const wrong = all.find((label) => !isLabel(label))
  if (wrong !== undefined) {
    throw new Error(
      `"${wrong}" is no label: a word such as gpu, or disk=ssd, of letters, digits, . _ - and /`,
    )
  }
  if (all.length <= MOST_LABELS) return all
  throw new Error(`these are ${all.length} labels, at most ${MOST_LABELS} fit`)
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function variableOf(name: string): string {
  return `CASEMENT_${kebab(name).toUpperCase().replaceAll('-', '_')}`
}
