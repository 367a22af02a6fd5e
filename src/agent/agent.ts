import { availableParallelism } from 'node:os'
import type { ImageFact } from '../contract/checkin.ts'
import type { GoalSnapshot } from '../contract/goals.ts'
import type { Offers } from '../domain/offers.ts'
import type { Logger } from '../log.ts'
import { createConverger } from './converge.ts'
import type { Docker } from './docker.ts'
import { createFence } from './fence.ts'
import { openGateway } from './gateway.ts'
import { createHostLook, machineBegan } from './host-facts.ts'
import type { ImageSource } from './image-source.ts'
import { endLeftovers } from './leftovers.ts'
import { createCheckIns, followGoals } from './manager-link.ts'
import type { Membership } from './membership.ts'
import { isolateDuring, isolatedBeside, type SessionNetwork } from './network.ts'
import { ranOutOfMemory } from './out-of-memory.ts'
import { waitForDesktop } from './probe.ts'
import { createProfileKeeper } from './profiles/keeper.ts'
import { createRuns } from './runs.ts'
import { prepareShare } from './share.ts'
import { createTurnstile } from './turnstile.ts'
import { ENGINE_UNKNOWN, watchEngine } from './watch-engine.ts'

/** More at a time make each one slower, and nobody's desktop comes sooner. */
const STARTS_PER_CORE = 2

export type AgentParts = {
  readonly docker: Docker
  readonly images: (changed: () => void) => ImageSource
  /** Told what is known of the images, whenever the manager is. */
  readonly record: (images: readonly ImageFact[]) => void
  readonly network: SessionNetwork
  /** Private networks that sessions may reach. */
  readonly allow: readonly string[]
  readonly dataDir: string
  /** Folders of this host below which profiles may be. */
  readonly profileRoots: readonly string[]
  /** What of this host sessions may have. */
  readonly offers: Offers
  readonly log: Logger
}

/**
 * An agent as a member of an installation: follows goals, moves this host towards them and tells what it
 * sees. Returns when the signal aborts; throws when the manager no longer knows this host.
 */
export async function serve(
  { peer, installation }: Membership,
  {
    docker,
    images: openImages,
    record,
    network,
    allow,
    dataDir,
    profileRoots,
    offers,
    log,
  }: AgentParts,
  signal: AbortSignal,
): Promise<void> {
  const look = createHostLook(offers)
  const cores = availableParallelism()
  let engine = ENGINE_UNKNOWN
  let goals = 0
  let passwords: ReadonlyMap<string, string> = new Map()

  const checkIns = createCheckIns(peer, gather, log)
  await using images = openImages(checkIns.changed)
  await using profiles = createProfileKeeper({
    ...{ engine: docker, installation, dataDir, roots: profileRoots },
    ...{ changed: checkIns.changed, log },
  })
  const networks = [network, isolatedBeside(network)]
  const startInTurn = createTurnstile(STARTS_PER_CORE * cores)
  const fence = createFence(docker, network, allow)
  await using gateway = openGateway(
    { docker, log, passwordOf: (session) => passwords.get(session) },
    installation,
  )
  await using converger = createConverger({
    engine: {
      ...docker,
      start: (id) => startInTurn(() => isolateDuring(networks, docker.start(id))),
      endLeftovers,
    },
    list: () => docker.containers(installation),
    installation,
    network: network.name,
    isolated: isolatedBeside(network).name,
    hostCores: cores,
    share: (run, user) => prepareShare(docker, offers, run, user),
    mayStart: () => engine.problem === undefined,
    obtain: (reference) => images.ensure(reference),
    prepareProfile: profiles.prepare,
    percentOf: (reference) =>
      images.facts().find((fact) => fact.reference === reference)?.percent ?? 0,
    reach: waitForDesktop,
    ranOutOfMemory,
    machineBegan,
    changed: checkIns.changed,
    log,
  })

  await using runs = createRuns({
    ...{ engine: docker, dataDir, log },
    changed: checkIns.changed,
    isRunning: (session) =>
      converger.facts().some((fact) => fact.session === session && fact.state === 'running'),
  })

  async function gather() {
    const host = await look(engine)
    const known = images.facts()
    record(known)
    const sessions = converger.facts()
    runs.wake()
    const more = { gateway: gateway.about, profiles: profiles.facts(), runs: runs.facts() }
    return { goals, host, sessions, images: known, ...more }
  }

  const ended = new AbortController()
  const until = AbortSignal.any([signal, ended.signal])
  const loops = [
    followGoals(
      peer,
      (snapshot) => {
        goals = snapshot.version
        passwords = passwordsIn(snapshot)
        images.want(snapshot)
        profiles.want(snapshot.profiles ?? [])
        converger.want(snapshot)
        runs.want(snapshot)
      },
      until,
      log,
    ),
    watchEngine(
      {
        info: docker.info,
        events: (stop) => docker.events(installation, stop),
        fence: fence.assert,
        compare: converger.compare,
        notice: converger.notice,
        saw: (state) => {
          if (state.problem !== engine.problem) checkIns.changed()
          engine = state
          if (state.problem === undefined) converger.resume()
        },
        log,
      },
      until,
    ),
    checkIns.run(until),
  ]
  try {
    await Promise.all(loops)
  } finally {
    ended.abort()
    await Promise.allSettled(loops)
  }
}

/** Of the desktops that are wanted here. */
function passwordsIn({ sessions }: GoalSnapshot): ReadonlyMap<string, string> {
  return new Map(
    sessions.flatMap((goal) =>
      goal.want === 'present' ? [[goal.session, goal.spec.password] as const] : [],
    ),
  )
}
