import { join } from 'node:path'
import { ConfigError } from './config-error.ts'
import { readFile, readFlags } from './config-sources.ts'
import {
  kebab,
  type Name,
  type Role,
  SETTINGS,
  type Setting,
  type Settings,
  variableOf,
} from './settings.ts'

export { ConfigError, type Role }

export type Config = Omit<Settings, 'role'> & {
  readonly roles: readonly Role[]
  /** `<data-dir>/secrets` */
  readonly secretsDir: string
  /** Where each value came from: flag, environment, file or default. */
  readonly origins: Readonly<Record<string, string>>
}

type Raw = { readonly typed: string; readonly origin: string }

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
    trustedProxies: value('trustedProxies', s.trustedProxies),
    proxyProtocol: value('proxyProtocol', s.proxyProtocol),
    perAddress: value('perAddress', s.perAddress),
    redirectPort: value('redirectPort', s.redirectPort),
    hostname: value('hostname', s.hostname),
    sessionPort: value('sessionPort', s.sessionPort),
    sessionDomain: value('sessionDomain', s.sessionDomain),
    dataDir: value('dataDir', s.dataDir),
    databaseUrl: value('databaseUrl', s.databaseUrl),
    managerListen: value('managerListen', s.managerListen),
    metricsListen: value('metricsListen', s.metricsListen),
    managerUrl: value('managerUrl', s.managerUrl),
    token: value('token', s.token),
    name: value('name', s.name),
    zone: value('zone', s.zone),
    labels: value('labels', s.labels),
    tlsCert: value('tlsCert', s.tlsCert),
    tlsKey: value('tlsKey', s.tlsKey),
    acmeDomains: value('acmeDomains', s.acmeDomains),
    acmeAgree: value('acmeAgree', s.acmeAgree),
    acmeEmail: value('acmeEmail', s.acmeEmail),
    acmeDirectory: value('acmeDirectory', s.acmeDirectory),
    acmeCa: value('acmeCa', s.acmeCa),
    acmeHook: value('acmeHook', s.acmeHook),
    pathPrefix: value('pathPrefix', s.pathPrefix),
    proxyWorkers: value('proxyWorkers', s.proxyWorkers),
    accessLog: value('accessLog', s.accessLog),
    accessLogFile: value('accessLogFile', s.accessLogFile),
    accessLogFormat: value('accessLogFormat', s.accessLogFormat),
    accessLogMegabytes: value('accessLogMegabytes', s.accessLogMegabytes),
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
    'Usage: casement [start|stop|restart|reload|status|rollback|config] [options]',
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

function refuseAcme(s: Settings) {
  if (s.http || s.tlsCert.length > 0) {
    throw new ConfigError('acme-domains excludes http and tls-cert: give one of them.')
  }
  if (!s.acmeAgree) {
    throw new ConfigError(
      `Authorities want you to agree to their terms of service (see ${s.acmeDirectory}): give --acme-agree.`,
    )
  }
  if (s.acmeDirectory === '') {
    throw new ConfigError('acme-domains needs an authority: give --acme-directory https://…')
  }
  if (s.acmeHook === '' && s.acmeDomains.some((name) => name.startsWith('*'))) {
    throw new ConfigError(
      'A name with * is only given for a record in DNS: give --acme-hook, a program that sets it.',
    )
  }
}

function refuseContradictions(s: Settings, origins: Record<string, string>) {
  const has = (role: Role) => s.role.includes(role)
  if (s.tlsCert.length !== s.tlsKey.length) {
    throw new ConfigError(
      'tls-cert and tls-key belong together: give both, or neither; of several, as many of each.',
    )
  }
  if (s.http && s.tlsCert.length > 0) {
    throw new ConfigError('http and tls-cert exclude each other: give one of them.')
  }
  if (typeof s.redirectPort === 'number' && (s.http || s.redirectPort === s.port)) {
    throw new ConfigError(
      `${origins.redirectPort}: it leads to HTTPS at another port. Give another one, and no http.`,
    )
  }
  if (s.proxyProtocol && s.trustedProxies.length === 0) {
    throw new ConfigError(
      `${origins.proxyProtocol}: nobody is believed without trusted-proxies. Name there the addresses that it comes from.`,
    )
  }
  if (s.acmeDomains.length > 0) refuseAcme(s)
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
