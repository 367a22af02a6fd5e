import type { Stats } from 'node:fs'
import { chown, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDevice } from '../domain/device.ts'
import { missingFrom, type Offers } from '../domain/offers.ts'
import { isBelow, isPlainPath } from '../domain/profile.ts'
import type { Device, Mount, RunSettings } from '../domain/run-settings.ts'
import { codeOf } from '../errors.ts'
import { host as texts } from '../texts/host.ts'
import { exists, nearestExisting } from './profiles/places.ts'

/** What it asks of Docker Engine. */
type VolumeEngine = {
  /** Where Docker keeps the data of a volume; undefined where there is none of that name. */
  volume(name: string): Promise<string | undefined>
  createVolume(name: string, labels: Readonly<Record<string, string>>): Promise<string>
}

/**
 * Makes ready what a session is to have of this host: by this host's own configuration, whatever the
 * manager says. Throws a sentence where it may not be had, or is not there. To be asked before each start,
 * since a folder may have become a link that leads elsewhere. The groups that its devices belong to.
 */
export async function prepareShare(
  engine: VolumeEngine,
  offers: Offers,
  run: RunSettings,
  imageUser: string,
): Promise<string[]> {
  const missing = missingFrom(offers, run)
  if (missing && missing.kind !== 'old')
    throw new Error(texts.notOffered[missing.kind](missing.name))
  const uid = Number(/^\d+/.exec(run.user ?? imageUser)?.[0]) || SESSION_UID
  for (const mount of run.volumes ?? []) {
    if ('path' in mount.place) await prepareFolder(mount, mount.place.path, offers, uid)
    else await prepareVolume(engine, mount.place.volume, uid)
  }
  const groups = new Set<string>()
  for (const device of run.devices ?? []) {
    for (const group of await groupsOf(device)) groups.add(group)
  }
  return [...groups]
}

/** Of the images of ours, and of most others. */
const SESSION_UID = 1000

/** Somebody's own folder is made where there is none; one for all is there, or a mistake. */
async function prepareFolder({ own }: Mount, path: string, { volumeRoots }: Offers, uid: number) {
  const root = volumeRoots.find((one) => path === one || isBelow(path, one))
  if (!isPlainPath(path) || root === undefined) throw new Error(texts.notOffered.volume(path))
  if (own && !exists(path)) {
    await requireInside(nearestExisting(path, root), root)
    await mkdir(path, { recursive: true, mode: 0o755 })
    await requireInside(path, root)
    await chown(path, uid, uid)
  }
  await requireInside(path, root)
}

/** Neither it nor a folder on the way leads out of what is let out, by a link. */
async function requireInside(path: string, root: string) {
  const [real, allowed] = await Promise.all([found(path), realpath(root)])
  if (real !== allowed && !isBelow(real, allowed)) throw new Error(texts.notOffered.volume(path))
  if (!(await stat(real)).isDirectory()) throw new Error(texts.noFolder(path))
}

async function found(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause
    throw new Error(texts.noFolder(path), { cause })
  }
}

/** Whoever is in a session could not write to one that belongs to root. */
async function prepareVolume(engine: VolumeEngine, name: string, uid: number) {
  if (await engine.volume(name)) return
  const data = await engine.createVolume(name, { 'casement.shared': 'true' })
  await chown(data, uid, uid)
}

/** Device nodes are of groups such as `video`; nobody in a session is in one of them. Never root's. */
async function groupsOf({ host, inside, rights }: Device): Promise<string[]> {
  if (!parseDevice(`${host}:${inside}:${rights}`)) throw new Error(texts.notOffered.device(host))
  const about = await device(host)
  const nodes = about.isDirectory()
    ? await Promise.all((await readdir(host)).map((name) => stat(join(host, name))))
    : [about]
  return nodes.flatMap((node) =>
    node.isCharacterDevice() && node.gid !== 0 ? [String(node.gid)] : [],
  )
}

async function device(path: string): Promise<Stats> {
  try {
    return await stat(path)
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause
    throw new Error(texts.noDevice(path), { cause })
  }
}
