import { containerBody } from './container-body.ts'
import { type ContainerWish, containerSettings, partsOf } from './container-settings.ts'
import type { ProfileKind } from './profile.ts'
import type { RunParts } from './run-config.ts'

/** Docker networks that every agent makes: of sessions, and of those that are to reach nothing. */
export const NETWORKS = {
  sessions: 'casement-sessions',
  isolated: 'casement-sessions-isolated',
} as const

/**
 * Who set something: a field of the form, the run config, the image, the product's default that both may
 * change, the host when it makes the container; or the platform, which nothing outdoes.
 */
export type SetBy = 'field' | 'config' | 'image' | 'default' | 'host' | 'platform'

export type Setting = {
  /** Where `docker inspect` shows it, such as `HostConfig.ShmSize`; of a list with its entry's name. */
  readonly path: string
  /** As it stands there; undefined where it is known only once the container is made. */
  readonly value: unknown
  readonly by: SetBy
}

export type PreviewedWish = ContainerWish & {
  readonly image: string
  readonly cores: number
  readonly memory: number
  readonly profile: ProfileKind
  readonly profilePath: string
}

const ALWAYS = [
  ...['MemorySwap', 'PidsLimit', 'OomScoreAdj', 'CapDrop', 'SecurityOpt', 'Privileged', 'Init'],
  ...['RestartPolicy', 'LogConfig'],
]
/** Of these the image's own counts where nothing else is said. */
const OF_IMAGE = ['Entrypoint', 'Cmd', 'WorkingDir'] as const

/** Every setting of the containers of a workspace, from the very body that its agents hand to Docker. */
export function containerPreview(wish: PreviewedWish): Setting[] {
  const { environment, sharedMemory, run } = containerSettings(wish)
  const parts = partsOf(wish)
  const { image, cores, memory } = wish
  const unknown = { password: '', hostname: '' }
  const spec = { image, cores, memory, sharedMemory, environment, ...unknown, ...(run && { run }) }
  const { HostConfig, ...body } = containerBody(spec, {
    ...{ name: '', labels: {}, network: NETWORKS.sessions, isolated: NETWORKS.isolated },
    ...{ hostCores: Number.POSITIVE_INFINITY, imageUser: '', imageHome: '' },
  })
  const env = Object.keys(environment).map(
    (name): Setting => ({
      path: `Config.Env.${name}`,
      value: environment[name],
      by: parts.environment && name in parts.environment ? 'config' : 'field',
    }),
  )
  const host = Object.entries(HostConfig).flatMap(([name, value]) => ofHost(name, value, parts))
  return [
    { path: 'Config.Image', value: body.Image, by: 'field' },
    parts.hostname === undefined
      ? { path: 'Config.Hostname', value: undefined, by: 'default' }
      : { path: 'Config.Hostname', value: body.Hostname, by: 'config' },
    parts.user === undefined
      ? { path: 'Config.User', value: undefined, by: 'image' }
      : { path: 'Config.User', value: body.User, by: 'config' },
    ...OF_IMAGE.map((name): Setting => {
      const value = body[name]
      return { path: `Config.${name}`, value, by: value === undefined ? 'image' : 'config' }
    }),
    ...env,
    { path: 'Config.Env.VNC_PW', value: undefined, by: 'platform' },
    ...Object.entries(body.Labels).map(
      ([name, value]): Setting => ({ path: `Config.Labels.${name}`, value, by: 'config' }),
    ),
    { path: 'Config.Labels.casement.*', value: undefined, by: 'platform' },
    ...profileMount(wish),
    ...host.filter(({ by }) => by !== 'platform'),
    ...((run?.devices ?? []).length > 0
      ? [{ path: 'HostConfig.GroupAdd', value: undefined, by: 'host' } as const]
      : []),
    ...host.filter(({ by }) => by === 'platform'),
  ]
}

/** Who keeps something has it mounted as their home, wherever that is in the image. */
function profileMount({ profile, profilePath }: PreviewedWish): Setting[] {
  if (profile === 'off') return []
  const value = profile === 'path' ? { Source: profilePath } : undefined
  return [{ path: 'HostConfig.Mounts.profile', value, by: 'field' }]
}

function ofHost(name: string, value: unknown, parts: RunParts): Setting[] {
  const path = `HostConfig.${name}`
  if (ALWAYS.includes(name)) return [{ path, value, by: 'platform' }]
  if (name === 'NanoCpus' || name === 'Memory') return [{ path, value, by: 'field' }]
  if (name === 'ShmSize') {
    return [{ path, value, by: parts.sharedMemory === undefined ? 'field' : 'config' }]
  }
  if (name === 'NetworkMode') {
    const field = value === NETWORKS.sessions ? 'default' : 'field'
    return [{ path, value, by: parts.network === undefined ? field : 'config' }]
  }
  if (name === 'Mounts' || name === 'Devices') {
    const key = name === 'Mounts' ? 'Target' : 'PathInContainer'
    const said =
      name === 'Mounts'
        ? (parts.volumes ?? []).map(({ target }) => target)
        : (parts.devices ?? []).map(({ inside }) => inside)
    return entries(value).map((entry) => {
      const at = String(Object.entries(entry).find(([field]) => field === key)?.[1])
      // Docker leaves out what says nothing of the options of a volume; so does this.
      const shown = Object.entries(entry).filter(([field]) => field !== 'VolumeOptions')
      const by = said.includes(at) ? 'config' : 'field'
      return { path: `${path}.${at}`, value: Object.fromEntries(shown), by }
    })
  }
  return [{ path, value, by: 'config' }]
}

function entries(value: unknown): object[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object') : []
}
