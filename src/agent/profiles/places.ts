import { lstatSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ProfilePlace } from '../../contract/goals.ts'
import { isBelow, isPlainPath } from '../../domain/profile.ts'
import { codeOf } from '../../errors.ts'
import { host as texts } from '../../texts/host.ts'

/**
 * The folders of one profile, side by side on one file system: what sessions mount, what is to take its
 * place once it is whole (`next`; `part` until then), and what was there before.
 */
export type Folders = {
  readonly data: string
  readonly part: string
  readonly next: string
  readonly old: string
}

/** `mountpoint` is where Docker keeps the data of a volume, `…/volumes/<name>/_data`. */
export function foldersOf(data: string): Folders {
  const beside = (what: string) => `${data}.casement-${what}`
  return { data, part: beside('part'), next: beside('next'), old: beside('old') }
}

/** Throws where a folder that the manager names is none that this host's own configuration allows. */
export function requireAllowed(path: string, roots: readonly string[]): void {
  const root = roots.find((one) => isBelow(path, one))
  if (!isPlainPath(path) || root === undefined) throw new Error(texts.profileOutside(path))
  const real = realpathSync(nearestExisting(dirname(path), root))
  const allowed = realpathSync(root)
  if (real !== allowed && !isBelow(real, allowed)) throw new Error(texts.profileOutside(path))
}

/** A folder on the way may be a link that leads elsewhere; those that are absent will be ours. */
export function nearestExisting(path: string, root: string): string {
  let at = path
  while (at !== root && !exists(at)) at = dirname(at)
  return at
}

export function exists(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** What the mount of a profile is called in logs and labels. */
export function nameOf(place: ProfilePlace): string {
  return 'volume' in place ? place.volume : place.path
}

/** Where archives of a profile are. */
export function archivesOf(dataDir: string, profile: string): string {
  return join(dataDir, 'profiles', profile)
}
