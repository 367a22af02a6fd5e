import type { SessionSpec } from '../contract/goals.ts'
import { containerName, LABEL } from './container.ts'
import type { ContainerBody, ContainerHostConfig } from './docker.ts'

/** A desktop with a browser runs some hundred processes; a fork bomb wants more than any desktop. */
const PIDS_LIMIT = 2048

/** Whom a container runs as where its image names nobody, or root. The images of ours make this user. */
const SESSION_USER = '1000:1000'

/** What of a container is not in its spec. */
export type ContainerOwner = {
  readonly installation: string
  readonly session: string
  readonly generation: number
  readonly network: string
  readonly hostCores: number
  /** As the image declares it; empty where it does not. */
  readonly imageUser: string
  /** Where a profile is mounted. */
  readonly imageHome: string
}

/**
 * What Docker is asked for. Nothing of a workspace reaches it but what is named here, so that no
 * setting can widen it: no capability, no device, no mount but a profile, no namespace of the host, no root.
 */
export function containerBody(spec: SessionSpec, owner: ContainerOwner): ContainerBody {
  const environment = { ...spec.environment, VNC_PW: spec.password }
  return {
    name: containerName(owner.session),
    Image: spec.image,
    Hostname: spec.hostname,
    User: sessionUser(owner.imageUser),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      [LABEL.installation]: owner.installation,
      [LABEL.session]: owner.session,
      [LABEL.generation]: String(owner.generation),
      ...(spec.profile ? { [LABEL.profile]: spec.profile.id } : {}),
    },
    HostConfig: {
      ...mountsOf(spec, owner.imageHome),
      NetworkMode: owner.network,
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
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      // The images bring tini; a second init would be one process more in each session.
      Init: false,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
    },
  }
}

/** The one thing of the host that a session may have: a profile of its person, as their home. */
function mountsOf({ profile }: SessionSpec, home: string): Pick<ContainerHostConfig, 'Mounts'> {
  if (!profile) return {}
  const { place } = profile
  if ('path' in place) return { Mounts: [{ Type: 'bind', Source: place.path, Target: home }] }
  // It was filled before: Docker would copy files of the image into one that was emptied on purpose.
  const VolumeOptions = { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } }
  return { Mounts: [{ Type: 'volume', Source: place.volume, Target: home, VolumeOptions }] }
}

/** Never root, not even where the image says so. */
function sessionUser(declared: string): string {
  return /^(|root|0+)(:.*)?$/.test(declared) ? SESSION_USER : declared
}
