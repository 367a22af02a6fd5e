import { ISOLATED } from './offers.ts'
import type { Mount, RunSettings } from './run-settings.ts'

/** A desktop with a browser runs some hundred processes; a fork bomb wants more than any desktop. */
const PIDS_LIMIT = 2048

/** Whom a container runs as where its image names nobody, or root. The images of ours make this user. */
export const SESSION_USER = '1000:1000'

/** What a session's container is made from; its contract form is a SessionSpec. */
export type ContainerSpec = {
  readonly image: string
  readonly cores: number
  /** Bytes, as the next. */
  readonly memory: number
  readonly sharedMemory: number
  readonly environment: Readonly<Record<string, string>>
  readonly password: string
  readonly hostname: string
  readonly profile?: { readonly id: string; readonly place: Mount['place'] } | undefined
  readonly run?: RunSettings | undefined
}

/** What of a container is not in its spec. */
export type ContainerOwner = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Docker networks: of sessions, and of those that are to reach nothing. */
  readonly network: string
  readonly isolated: string
  readonly hostCores: number
  /** As the image declares it; empty where it does not. */
  readonly imageUser: string
  /** Where a profile is mounted. */
  readonly imageHome: string
  /** Of the device nodes that it gets, as its host has them. */
  readonly deviceGroups?: readonly string[]
}

/**
 * What Docker is asked for; the one place that says so, for the container and for its preview. Nothing of
 * a workspace reaches it but what is named here, so that no setting can widen it: no privilege, no
 * namespace of the host, no root; and what the platform needs stands where no setting reaches it.
 */
export function containerBody(spec: ContainerSpec, owner: ContainerOwner) {
  const environment = { ...spec.environment, VNC_PW: spec.password }
  const run: RunSettings = spec.run ?? {}
  return {
    name: owner.name,
    Image: spec.image,
    Hostname: run.hostname ?? spec.hostname,
    User: sessionUser(run.user ?? owner.imageUser),
    ...given('Entrypoint', run.entrypoint),
    ...given('Cmd', run.command),
    ...(run.workingDir === undefined ? {} : { WorkingDir: run.workingDir }),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...run.labels, ...owner.labels },
    HostConfig: {
      ...given('Mounts', mountsOf(spec, owner.imageHome)),
      ...given('Devices', devicesOf(run)),
      ...given('GroupAdd', owner.deviceGroups),
      NetworkMode: networkOf(run, owner),
      ...given('Dns', run.dns),
      ...given('DnsSearch', run.dnsSearch),
      ...given('DnsOptions', run.dnsOptions),
      ...given('ExtraHosts', run.extraHosts),
      ...(run.tmpfs ? { Tmpfs: { ...run.tmpfs } } : {}),
      ...(run.sysctls ? { Sysctls: { ...run.sysctls } } : {}),
      ...given(
        'Ulimits',
        run.ulimits?.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
      ),
      // Docker refuses more than there are, which an admin who overbooks a host may well hand out.
      NanoCpus: Math.round(Math.min(spec.cores, owner.hostCores) * 1e9),
      Memory: spec.memory,
      // Equal to Memory, which means no swap: a session that is out of memory ends at once and says so.
      MemorySwap: spec.memory,
      ShmSize: spec.sharedMemory,
      PidsLimit: PIDS_LIMIT,
      // When the host itself runs out, a session ends before anything of the platform does.
      OomScoreAdj: 500,
      CapDrop: ['ALL'],
      ...given('CapAdd', run.capabilities),
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      // The images bring tini; a second init would be one process more in each session.
      Init: false,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
    },
  }
}

export type ContainerBody = ReturnType<typeof containerBody>

/** A list under its name, where there is one. */
function given<Name extends string, T>(name: Name, list: readonly T[] | undefined) {
  const some: Partial<Record<Name, T[]>> = {}
  if (list && list.length > 0) some[name] = [...list]
  return some
}

function networkOf({ network }: RunSettings, owner: ContainerOwner): string {
  if (network === undefined) return owner.network
  return network === ISOLATED ? owner.isolated : network
}

/** A profile of its person, as their home, and volumes below the folders that its host lets out. */
function mountsOf({ profile, run }: ContainerSpec, home: string) {
  const own = profile ? [{ place: profile.place, target: home, readOnly: false }] : []
  return [...own, ...(run?.volumes ?? [])].map(({ place, target, readOnly }) => {
    const about = { Target: target, ...(readOnly ? { ReadOnly: true } : {}) }
    if ('path' in place) return { Type: 'bind' as const, Source: place.path, ...about }
    // It was made before: Docker would copy files of the image into one that was emptied on purpose.
    const VolumeOptions = { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } }
    return { Type: 'volume' as const, Source: place.volume, ...about, VolumeOptions }
  })
}

function devicesOf({ devices }: RunSettings) {
  return devices?.map(({ host, inside, rights }) => ({
    PathOnHost: host,
    PathInContainer: inside,
    CgroupPermissions: rights,
  }))
}

/** Never root, not even where the image says so. */
function sessionUser(declared: string): string {
  return /^(|root|0+)(:.*)?$/.test(declared) ? SESSION_USER : declared
}
