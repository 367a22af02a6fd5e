import { nearest } from '../nearest.ts'
import { parseDevice } from './device.ts'
import {
  isReservedVariable,
  isVariableName,
  isVariableValue,
  MOST_VARIABLES,
} from './environment.ts'
import type { RunSettings } from './run-settings.ts'
import { isAddress, isRecord, listOf, pairsOf, textOf } from './run-values.ts'
import { parseSize } from './size.ts'
import { isTarget, mountOf, sourceProblem, type Volume } from './volume.ts'
import { words } from './words.ts'

/** What a run config sets: settings of the container, and two that workspaces have anyway. */
export type RunParts = RunSettings & {
  readonly environment?: Readonly<Record<string, string>>
  /** Bytes. */
  readonly sharedMemory?: number
}

type Reader = (value: unknown) => RunParts | undefined

/** These have a meaning only for root and for files with capabilities; neither acts in a session. */
const CAPABILITIES = ['CHOWN', 'FOWNER', 'KILL', 'NET_BIND_SERVICE']

/** Of the container's own namespaces, and without a way to hold what is not its own. */
const SYSCTL =
  /^(net\.ipv4\.(ping_group_range|ip_unprivileged_port_start|ip_local_port_range|tcp_(keepalive_(time|intvl|probes)|fin_timeout|syn_retries))|net\.core\.somaxconn|kernel\.(shm(max|all|mni)|msg(max|mnb|mni)|sem)|fs\.mqueue\.\w+)$/

const ULIMIT = /^(core|cpu|data|fsize|locks|memlock|msgqueue|nofile|nproc|sigpending|stack)$/

/** Its labels are how the platform knows its containers; Docker's own are Docker's. */
const LABEL = /^(?!casement\.|com\.docker\.|io\.docker\.)[A-Za-z0-9][\w./-]{0,199}$/

const TMPFS =
  /^(size=\d+[kmg]?|mode=[0-7]{3,4}|uid=\d+|gid=\d+|nr_inodes=\d+|noexec|exec|nosuid|nodev|rw|ro)$/

function isTmpfs(options: string): boolean {
  return options === '' || options.split(',').every((option) => TMPFS.test(option))
}

/**
 * The keys that a run config may have, named as docker-py and Kasm name them, each with its reader. All
 * else is refused by name: what is not here cannot be asked for.
 */
const READERS = {
  hostname: (value) => {
    const hostname = textOf(value, /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/)
    return hostname === undefined ? undefined : { hostname }
  },
  environment: (value) => {
    const environment = pairsOf(
      value,
      '=',
      (name, text) => isVariableName(name) && !isReservedVariable(name) && isVariableValue(text),
    )
    const few = environment && Object.keys(environment).length <= MOST_VARIABLES
    return few ? { environment } : undefined
  },
  shm_size: (value) => {
    const size =
      typeof value === 'number' ? value : parseSize(typeof value === 'string' ? value : '')
    return size !== undefined && Number.isSafeInteger(size) && size >= 0
      ? { sharedMemory: size }
      : undefined
  },
  user: (value) => {
    const user = textOf(typeof value === 'number' ? String(value) : value, /^[\w.-]+(:[\w.-]+)?$/)
    const parts = user?.split(':') ?? []
    return user === undefined || parts.some((part) => /^(0+|root)$/.test(part))
      ? undefined
      : { user }
  },
  entrypoint: (value) => {
    const entrypoint = argv(value)
    return entrypoint && { entrypoint }
  },
  command: (value) => {
    const command = argv(value)
    return command && { command }
  },
  working_dir: (value) => {
    const workingDir = typeof value === 'string' && isTarget(value) ? value : undefined
    return workingDir === undefined ? undefined : { workingDir }
  },
  dns: (value) => {
    const dns = listOf(value, (one) =>
      typeof one === 'string' && isAddress(one) ? one : undefined,
    )
    return dns && { dns }
  },
  dns_search: (value) => {
    const dnsSearch = listOf(value, (one) => textOf(one, /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/))
    return dnsSearch && { dnsSearch }
  },
  dns_opt: (value) => {
    const dnsOptions = listOf(value, (one) => textOf(one, /^[a-z0-9-]{1,40}(:\d{1,3})?$/))
    return dnsOptions && { dnsOptions }
  },
  extra_hosts: (value) => {
    const hosts = pairsOf(
      value,
      ':',
      (name, address) => /^[A-Za-z0-9]([\w.-]{0,252})$/.test(name) && isAddress(address),
    )
    return hosts && { extraHosts: Object.entries(hosts).map(([name, to]) => `${name}:${to}`) }
  },
  tmpfs: (value) => {
    const tmpfs = pairsOf(value, ':', (path, options) => isTarget(path) && isTmpfs(options))
    return tmpfs && { tmpfs }
  },
  ulimits: (value) => {
    const ulimits = listOf(value, ulimit)
    return ulimits && { ulimits }
  },
  sysctls: (value) => {
    const sysctls = pairsOf(
      value,
      '=',
      (name, text) => SYSCTL.test(name) && /^\d[\d \t]{0,60}$/.test(text),
    )
    return sysctls && { sysctls }
  },
  labels: (value) => {
    const labels = pairsOf(value, '=', (name, text) => LABEL.test(name) && isVariableValue(text))
    return labels && { labels }
  },
  cap_add: (value) => {
    const capabilities = listOf(value, (one) => {
      const name = typeof one === 'string' ? one.toUpperCase().replace(/^CAP_/, '') : ''
      return CAPABILITIES.includes(name) ? `CAP_${name}` : undefined
    })
    return capabilities && { capabilities }
  },
  devices: (value) => {
    const devices = listOf(value, (one) => (typeof one === 'string' ? parseDevice(one) : undefined))
    return devices && { devices }
  },
  volumes: (value) => {
    const volumes = volumesIn(value)
    return volumes && { volumes: volumes.map(mountOf) }
  },
  network: (value) => {
    const network = textOf(value, NETWORK_NAME)
    return network === undefined ? undefined : { network }
  },
} as const satisfies Readonly<Record<string, Reader>>

export type RunKey = keyof typeof READERS
export const RUN_KEYS = Object.keys(READERS).filter(isRunKey)

function isRunKey(name: string): name is RunKey {
  return Object.hasOwn(READERS, name)
}

/** Not those by which Docker leads to the host or to other containers. */
export const NETWORK_NAME = /^(?!(host|none|bridge|default)$)[A-Za-z0-9][\w.-]{0,62}$/

/** Known to Docker, and never a workspace's: why. */
const REFUSED: Readonly<Record<'power' | 'platform' | 'field', readonly string[]>> = {
  power: [
    ...[
      'privileged',
      'pid_mode',
      'ipc_mode',
      'uts_mode',
      'userns_mode',
      'cgroupns',
      'cgroup_parent',
    ],
    ...['network_mode', 'security_opt', 'device_cgroup_rules', 'volumes_from', 'volume_driver'],
    ...[
      'runtime',
      'group_add',
      'oom_score_adj',
      'oom_kill_disable',
      'links',
      'isolation',
      'mounts',
    ],
  ],
  platform: [
    ...['name', 'ports', 'publish_all_ports', 'restart_policy', 'init', 'init_path', 'detach'],
    ...['remove', 'auto_remove', 'tty', 'stdin_open', 'stdout', 'stderr', 'stream', 'log_config'],
    ...['pids_limit', 'mem_swappiness', 'memswap_limit', 'mem_reservation', 'kernel_memory'],
    ...['storage_opt', 'healthcheck', 'stop_signal', 'platform', 'cap_drop', 'read_only'],
    ...['mac_address', 'domainname', 'blkio_weight', 'lxc_conf', 'networking_config'],
  ],
  field: [
    ...['image', 'mem_limit', 'nano_cpus', 'cpu_count', 'cpu_percent', 'cpu_period', 'cpu_quota'],
    ...['cpu_rt_period', 'cpu_rt_runtime', 'cpu_shares', 'cpuset_cpus', 'cpuset_mems', 'cores'],
    ...['memory', 'device_requests'],
  ],
}

/** What is wrong with one key. */
export type RunProblem =
  | { readonly kind: 'unknown'; readonly key: string; readonly like: string }
  | { readonly kind: 'power' | 'platform' | 'field'; readonly key: string }
  | { readonly kind: 'value'; readonly key: RunKey }

export type RunConfig = {
  readonly parts: RunParts
  /** Everything that is wrong; its keys are not among the parts. */
  readonly problems: readonly RunProblem[]
}

/** Reads a run config; undefined where it is no object. */
export function parseRunConfig(value: unknown): RunConfig | undefined {
  if (!isRecord(value)) return undefined
  let parts: RunParts = {}
  const problems: RunProblem[] = []
  for (const [key, given] of Object.entries(value)) {
    const read = isRunKey(key) ? READERS[key](given) : undefined
    if (read) parts = { ...parts, ...read }
    else problems.push(problemOf(key))
  }
  return { parts, problems }
}

function problemOf(key: string): RunProblem {
  if (isRunKey(key)) return { kind: 'value', key }
  for (const kind of ['power', 'platform', 'field'] as const) {
    if (REFUSED[kind].includes(key)) return { kind, key }
  }
  return { kind: 'unknown', key: key.slice(0, 60), like: nearest(key.slice(0, 60), RUN_KEYS) }
}

/** A list of words, or a line that is cut into them; never run by a shell of ours. */
export function argv(value: unknown): string[] | undefined {
  const list = typeof value === 'string' ? words(value) : listOf(value, plain)
  const fits = list?.every((word) => word.length <= 4096 && !word.includes('\0'))
  return list && fits && list.length > 0 && list[0] !== '' ? list : undefined
}

function plain(one: unknown): string | undefined {
  return typeof one === 'string' ? one : undefined
}

function ulimit(value: unknown) {
  if (!isRecord(value)) return undefined
  const name = textOf(value.Name ?? value.name, ULIMIT)
  const soft = value.Soft ?? value.soft
  const hard = value.Hard ?? value.hard ?? soft
  const whole = (one: unknown) =>
    typeof one === 'number' && Number.isSafeInteger(one) && one >= -1 ? one : undefined
  const limits = { soft: whole(soft), hard: whole(hard) }
  if (name === undefined || limits.soft === undefined || limits.hard === undefined) return undefined
  return { name, soft: limits.soft, hard: limits.hard }
}

/** As docker-py has them: `{"/srv/a": {"bind": "/a", "mode": "ro"}}`, or `["/srv/a:/a:ro"]`. */
export function volumesIn(value: unknown): Volume[] | undefined {
  const found = isRecord(value)
    ? listOf(Object.entries(value), (one) =>
        Array.isArray(one) ? bound(one[0], one[1]) : undefined,
      )
    : listOf(value, (one) => {
        const [source, bind, mode, ...rest] = typeof one === 'string' ? one.split(':') : []
        return rest.length === 0 ? bound(source, { bind, mode }) : undefined
      })
  return found
}

function bound(source: unknown, how: unknown): Volume | undefined {
  const { bind, mode = 'rw' } = isRecord(how) ? how : {}
  if (typeof source !== 'string' || typeof bind !== 'string') return undefined
  if (mode !== 'rw' && mode !== 'ro') return undefined
  if (sourceProblem(source) || !isTarget(bind)) return undefined
  return { source, target: bind, readOnly: mode === 'ro' }
}
