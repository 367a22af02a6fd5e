import { readdirSync } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ProfileFact } from '../../contract/checkin.ts'
import type { ProfileGoal, ProfileOrder, SessionSpec } from '../../contract/goals.ts'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { backOff, pause } from '../../pause.ts'
import { host as texts } from '../../texts/host.ts'
import type { Image } from '../docker.ts'
import { DockerUnreachable } from '../docker-errors.ts'
import { archivesOf, exists, type Folders, foldersOf, nameOf, requireAllowed } from './places.ts'
import { archive, extract, measure, recover, replace, unpack } from './tree.ts'

/** What a session's container is to mount. */
export type MountedProfile = NonNullable<SessionSpec['profile']>

/** What the keeper asks of Docker Engine. */
export type ProfileEngine = {
  /** Where Docker keeps the data of a volume; undefined where there is none of that name. */
  volume(name: string): Promise<string | undefined>
  createVolume(name: string, labels: Readonly<Record<string, string>>): Promise<string>
  removeVolume(name: string): Promise<void>
  /** Sessions whose containers, running or not, have this profile. */
  sessionsWith(profile: string): Promise<string[]>
  /** A tar stream of a folder of an image, under its own name; undefined where it has none. */
  folderOf(image: string, folder: string, owner: string): Promise<NodeJS.ReadableStream | undefined>
  /** What reading folders left behind when it was killed. */
  removeSources(owner: string): Promise<void>
}

export type ProfileContext = {
  readonly engine: ProfileEngine
  readonly installation: string
  readonly dataDir: string
  /** Folders of this host below which the manager may name others. */
  readonly roots: readonly string[]
  readonly changed: () => void
  readonly log: Logger
  /** Before failed work is tried again: this long, and then ever longer. */
  readonly retryMs?: number
}

export type ProfileKeeper = ReturnType<typeof createProfileKeeper>

const MEASURE_MS = 60_000
/** Work that fails this often in a row is given up, where nothing is worse for it. */
const ATTEMPTS = 3
const RETRY_MS = 500
const LONGEST_MS = 30_000
/** How often one looks whether a container that has the profile is gone. */
const LOOK_MS = 300

type Known = {
  goal: ProfileGoal
  fact: Omit<ProfileFact, 'profile'>
  /** The work that somebody is at. */
  busy?: string | undefined
}

/**
 * Profiles of this host. Whatever is done to one is done in turn, when no container has it, and in steps
 * that a kill cannot come between with harm: the same work, begun anew, ends the same.
 */
export function createProfileKeeper(context: ProfileContext) {
  const { engine, installation, log, retryMs = RETRY_MS } = context
  const stop = new AbortController()
  const known = new Map<string, Known>()
  let sweeping: Promise<void> | undefined
  const turns = new Map<string, Promise<unknown>>()

  function inTurn<T>(profile: string, act: () => Promise<T>): Promise<T> {
    const before = turns.get(profile) ?? Promise.resolve()
    const after = before.then(act, act)
    const settled = after.then(
      () => {},
      () => {},
    )
    turns.set(profile, settled)
    void settled.then(() => {
      if (turns.get(profile) === settled) turns.delete(profile)
    })
    return after
  }

  function tell(profile: string, fact: Known['fact']) {
    const one = known.get(profile)
    if (!one) return
    one.fact = fact
    context.changed()
  }

  /** Another session's container may be on its way out; with it the profile would have two. */
  async function untilFree(profile: string, session: string | undefined, signal: AbortSignal) {
    for (;;) {
      const others = (await engine.sessionsWith(profile)).filter((one) => one !== session)
      if (others.length === 0 || signal.aborted) return
      await pause(LOOK_MS, signal)
    }
  }

  async function foldersIn({ profile, place }: Pick<ProfileGoal, 'profile' | 'place'>) {
    if ('path' in place) {
      requireAllowed(place.path, context.roots)
      return foldersOf(place.path)
    }
    const labels = { 'casement.profile': profile, 'casement.profile-of': installation }
    const data =
      (await engine.volume(place.volume)) ?? (await engine.createVolume(place.volume, labels))
    if (!exists(dirname(data))) throw new Error(texts.volumeOutOfReach(place.volume, data))
    return foldersOf(data)
  }

  async function perform(goal: ProfileGoal, work: ProfileOrder): Promise<Known['fact']> {
    const { profile, place } = goal
    const archives = archivesOf(context.dataDir, profile)
    if (work.kind === 'delete' && 'volume' in place) {
      await engine.removeVolume(place.volume)
      await rm(archives, { recursive: true, force: true })
      return { size: 0, done: work.id }
    }
    const folders = await foldersIn(goal)
    await recover(folders)
    if (work.kind === 'delete') {
      await rm(folders.data, { recursive: true, force: true })
      await rm(archives, { recursive: true, force: true })
      return { size: 0, done: work.id }
    }
    if (work.kind === 'reset') await replace(folders, async () => {})
    if (work.kind === 'restore') {
      const file = fileOf(archives, work.snapshot ?? '')
      if (!exists(file)) throw new Error(texts.snapshotGone)
      await replace(folders, (part) => unpack(file, part))
    }
    const left = work.kind === 'snapshot' ? await takeSnapshot(folders, archives, work) : {}
    const size = exists(folders.data) ? await measure(folders.data) : 0
    return { size, done: work.id, ...left }
  }

  async function work(profile: string, order: ProfileOrder) {
    const wanted = () => known.get(profile)?.goal.work?.id === order.id && !stop.signal.aborted
    for (let failures = 1; wanted(); failures++) {
      try {
        const fact = await inTurn(profile, async () => {
          await untilFree(profile, undefined, stop.signal)
          const goal = known.get(profile)?.goal
          return goal && wanted() ? perform(goal, order) : undefined
        })
        if (!fact) return
        log.info('A profile was worked on', { profile, work: order.kind, size: fact.size })
        return tell(profile, fact)
      } catch (error) {
        const problem = messageOf(error).slice(0, 2000)
        log.warn('Work on a profile failed', { profile, work: order.kind, failures, problem })
        const harmless = order.kind !== 'delete' && !(error instanceof DockerUnreachable)
        // What could not be done has changed nothing; people may go on with what is there.
        if (harmless && failures >= ATTEMPTS) return tell(profile, { problem, done: order.id })
        tell(profile, { problem })
        await pause(backOff(failures, retryMs, LONGEST_MS), stop.signal)
      }
    }
  }

  async function look() {
    for (const [profile, { goal, fact }] of known) {
      if (goal.work || stop.signal.aborted) continue
      try {
        const { data } = await foldersIn(goal)
        const size = exists(data) ? await measure(data) : 0
        if (size !== fact.size && !known.get(profile)?.goal.work) tell(profile, { size })
      } catch (error) {
        log.warn('A profile could not be measured', { profile, problem: messageOf(error) })
      }
    }
  }

  const looking = (async () => {
    while (!stop.signal.aborted) {
      await pause(MEASURE_MS, stop.signal)
      await look()
    }
  })()
  const working = new Set<Promise<void>>()

  return {
    /** Profiles that are not named are left alone. */
    want(goals: readonly ProfileGoal[]) {
      const named = new Set(goals.map(({ profile }) => profile))
      for (const profile of known.keys()) if (!named.has(profile)) known.delete(profile)
      for (const goal of goals) {
        const one = known.get(goal.profile) ?? { goal, fact: {} }
        one.goal = goal
        known.set(goal.profile, one)
        const order = goal.work
        if (!order || one.busy === order.id || one.fact.done === order.id) continue
        one.busy = order.id
        const job = work(goal.profile, order).finally(() => {
          if (one.busy === order.id) one.busy = undefined
          working.delete(job)
        })
        working.add(job)
      }
    },

    /** Makes the profile ready to be mounted by one session: it is whole, and nobody else's now. */
    prepare(
      profile: MountedProfile,
      session: string,
      image: { readonly reference: string } & Pick<Image, 'home'>,
      signal: AbortSignal,
    ): Promise<void> {
      return inTurn(profile.id, async () => {
        await untilFree(profile.id, session, signal)
        if (signal.aborted) return
        const folders = await foldersIn({ profile: profile.id, place: profile.place })
        await recover(folders)
        if (!isEmpty(folders.data)) return
        sweeping ??= engine.removeSources(installation)
        await sweeping.catch(() => {
          sweeping = undefined
        })
        log.info('Seeding a profile', { profile: profile.id, place: nameOf(profile.place) })
        await replace(folders, async (part) => {
          const home = await engine.folderOf(image.reference, image.home, installation)
          if (home) await extract(home, part, 1)
        })
      })
    },

    facts(): ProfileFact[] {
      return [...known].map(([profile, { fact }]) => ({ profile, ...fact }))
    },

    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all([looking, ...working])
    },
  }
}

/** The archive is whole under its name, and of the others those are left that are to be kept. */
async function takeSnapshot({ data }: Folders, archives: string, { id, keep }: ProfileOrder) {
  const file = fileOf(archives, id)
  await mkdir(archives, { recursive: true, mode: 0o700 })
  if (!exists(file) && exists(data)) await archive(data, file)
  const wanted = new Set(keep.map((one) => fileOf(archives, one)))
  const left: { id: string; size: number }[] = []
  for (const name of await readdir(archives)) {
    const path = join(archives, name)
    if (!wanted.has(path)) await rm(path, { force: true })
    else left.push({ id: name.slice(0, -EXTENSION.length), size: (await stat(path)).size })
  }
  return { archives: left }
}

const EXTENSION = '.tar.zst'

function fileOf(archives: string, snapshot: string): string {
  return join(archives, `${snapshot}${EXTENSION}`)
}

function isEmpty(folder: string): boolean {
  return !exists(folder) || readdirSync(folder).length === 0
}
