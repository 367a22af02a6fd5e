import { isPersonal, isPlainName, isPlainPath, type Owner } from './profile.ts'
import type { Mount } from './run-settings.ts'

/** What a session finds at `target`: a folder of its host, or a volume of Docker's. */
export type Volume = {
  /** An absolute path, or a name; `{username}` and `{user_id}` are the person's. */
  readonly source: string
  /** An absolute path in the session. */
  readonly target: string
  readonly readOnly: boolean
}

/**
 * Docker's name of a volume that a workspace calls `name`: nobody mounts what another program, or the
 * platform itself, keeps in a volume of this host.
 */
export function volumeName(name: string): string {
  return `casement-shared-${name}`
}

/** What is wrong with where a volume comes from; undefined = nothing. */
export type SourceProblem = 'form' | 'placeholder'

export function sourceProblem(source: string): SourceProblem | undefined {
  const names = [...source.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name)
  if (names.some((name) => name !== 'username' && name !== 'user_id')) return 'placeholder'
  const plain = source.replaceAll(/\{\w+\}/g, 'x')
  const fits = plain.startsWith('/') ? isPlainPath(plain) : /^[A-Za-z0-9][\w.-]{1,99}$/.test(plain)
  return fits ? undefined : 'form'
}

/** Below these a container has what the kernel and Docker put there. */
const TAKEN = /^\/(proc|sys|dev)(\/|$)/

export function isTarget(target: string): boolean {
  return isPlainPath(target) && !TAKEN.test(target)
}

/** As an agent is told of it, its names not filled in yet. */
export function mountOf({ source, target, readOnly }: Volume): Mount {
  const place = source.startsWith('/') ? { path: source } : { volume: volumeName(source) }
  return { place, target, readOnly, own: isPersonal(source) }
}

/** With the person's names filled in; a name that is no plain word is replaced by the id. */
export function ownMount(mount: Mount, owner: Owner): Mount {
  const username = isPlainName(owner.username) ? owner.username : owner.userId
  const fill = (text: string) =>
    text.replaceAll('{username}', username).replaceAll('{user_id}', owner.userId)
  const { place } = mount
  return {
    ...mount,
    place: 'path' in place ? { path: fill(place.path) } : { volume: fill(place.volume) },
  }
}

export function sourceOf({ place }: Mount): string {
  return 'path' in place ? place.path : place.volume
}
