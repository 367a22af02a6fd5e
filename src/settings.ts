/** The one table of settings. `src/config.ts` reads it; nothing else does. */
import { hostname } from 'node:os'
import {
  address,
  choice,
  databaseUrl,
  domain,
  folders,
  labels,
  level,
  list,
  named,
  networks,
  oneOf,
  optionalAddress,
  optionalPort,
  port,
  portOrNone,
  positive,
  prefix,
  secret,
  text,
  url,
  whole,
} from './config-values.ts'
import { nearest } from './nearest.ts'

export type Role = 'manager' | 'agent' | 'proxy'

export type Setting<T> = {
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

const DOMAIN =
  /^(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

/** Every setting: its flag is `--name`, its variable CASEMENT_NAME, its key in the file `name`. */
export const SETTINGS = {
  role: setting('ROLE', 'all-in-one', 'all-in-one, manager, agent or proxy', roles),
  port: setting('PORT', '443', 'port of the front door (proxy); 0 = any free one', port),
  listen: setting('ADDRESS', '0.0.0.0', 'address that the front door listens on', text),
  http: setting(
    '',
    'false',
    'plain HTTP at --port, for behind a reverse proxy that has the certificate',
    choice,
  ),
  trustedProxies: setting(
    'CIDR,…',
    '',
    'reverse proxies that are believed what they say of whom they speak for (X-Forwarded-*, Forwarded)',
    networks,
  ),
  proxyProtocol: setting(
    '',
    'false',
    'connections from trusted-proxies begin with a header of the PROXY protocol, version 1 or 2',
    choice,
  ),
  perAddress: setting(
    'N',
    '4096',
    'connections that a worker of the front door takes from one address; behind a trusted proxy, requests and tunnels',
    positive,
  ),
  redirectPort: setting(
    'PORT',
    '',
    'port of plain HTTP, which leads to HTTPS; without it 80 where --port is 443 and 80 is free; or none',
    portOrNone,
  ),
  hostname: setting('NAME', hostname(), 'name that people type to come here', text),
  sessionPort: setting(
    'PORT',
    '',
    'port of web pages that containers serve themselves; without it the one after --port; 0 = any free one',
    optionalPort,
  ),
  sessionDomain: setting(
    'DOMAIN',
    '',
    'domain below which each session has a host of its own for such pages, such as sessions.example.com; it needs a wildcard in DNS and in the certificate',
    domain,
  ),
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
  metricsListen: setting(
    'ADDRESS:PORT',
    '',
    'where /metrics is served, for Prometheus, such as 127.0.0.1:9464; whoever reaches it may read it',
    optionalAddress,
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
    'FILE,…',
    '',
    'certificate chains (PEM), the first for whoever asks for no name; without it a self-signed one is made',
    list,
  ),
  tlsKey: setting('FILE,…', '', 'private keys of tls-cert (PEM), in the same order', list),
  acmeDomains: setting(
    'NAME,…',
    '',
    'names to get a certificate for from an authority such as Let’s Encrypt, and to renew it (ACME)',
    named(DOMAIN, 'name of a host, such as desk.example.org or *.example.org'),
  ),
  acmeAgree: setting('', 'false', 'agree to the terms of service of that authority', choice),
  acmeEmail: setting('ADDRESS', '', 'where that authority may write to', text),
  acmeDirectory: setting(
    'URL',
    'https://acme-v02.api.letsencrypt.org/directory',
    'directory of that authority',
    url,
  ),
  acmeCa: setting(
    'FILE',
    '',
    'who signed that directory’s own certificate (PEM), if private',
    text,
  ),
  acmeHook: setting(
    'PROGRAM',
    '',
    'sets records of DNS: PROGRAM add|remove NAME VALUE; without it the authority asks at port 80',
    text,
  ),
  pathPrefix: setting(
    '/PATH',
    '',
    'path before all addresses, where a reverse proxy in front leaves it there (proxy)',
    prefix,
  ),
  proxyWorkers: setting('N', '0', 'processes of the front door; 0 = one per core', whole),
  accessLog: setting(
    'MODE',
    'errors',
    'requests that the front door logs: off, errors, sampled (errors, tunnels and one of a hundred) or full',
    oneOf('off', 'errors', 'sampled', 'full'),
  ),
  accessLogFile: setting(
    'FILE',
    '',
    'access log; - is standard output; without it, logs/access.log in data-dir',
    text,
  ),
  accessLogFormat: setting(
    'FORMAT',
    'json',
    'of the access log: json, a line an object, or combined, as nginx and Apache write it',
    oneOf('json', 'combined'),
  ),
  accessLogMegabytes: setting(
    'N',
    '50',
    'size at which a new access log begins, four older ones being kept; 0 = never',
    whole,
  ),
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

export type Settings = {
  readonly [K in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[K]['parse']>
}

export type Name = keyof typeof SETTINGS

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

export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

export function variableOf(name: string): string {
  return `CASEMENT_${kebab(name).toUpperCase().replaceAll('-', '_')}`
}
