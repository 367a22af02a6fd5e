import type { GoalSnapshot, ProfileGoal, ProfilePlace } from '../../contract/goals.ts'
import type { RouteSnapshot } from '../../contract/routes.ts'
import type { SessionUpstream } from '../../contract/upstream.ts'
import type { Db } from '../../db/client.ts'
import { type Profile, profilesForAgent } from '../../db/profiles.ts'
import { runsForAgent } from '../../db/run-orders.ts'
import {
  imagesForAgent,
  routableSessions,
  sealedGateways,
  sessionsForAgent,
} from '../../db/snapshots.ts'
import { shortId } from '../../domain/access.ts'
import { holdOf } from '../../domain/session.ts'
import { authorizationOf, type WebPage } from '../../domain/web-page.ts'
import type { Sealer } from '../secrets.ts'
import { unsealGateway } from './gateways.ts'

/** What a session's password is sealed for. */
export function passwordContext(requestKey: string): string {
  return `session password ${requestKey}`
}

/** All that one agent is to have. The version is the feed's to add. */
export async function goalsFor(
  db: Db,
  sealer: Sealer,
  agentId: string,
): Promise<Omit<GoalSnapshot, 'version'>> {
  const [{ images, retries }, rows, kept, due] = await Promise.all([
    imagesForAgent(db, agentId),
    sessionsForAgent(db, agentId),
    profilesForAgent(db, agentId),
    runsForAgent(db, agentId),
  ])
  const goals = rows.map(({ session, profile, wanted }): GoalSnapshot['sessions'][number] => {
    const { turn } = session
    const about = { session: session.id, generation: session.generation, turn }
    const hold = holdOf(session.state)
    const runs = due.get(session.id)?.map(({ id, program }) => ({ id, program }))
    if (!wanted) return { ...about, want: 'absent' }
    return {
      ...about,
      want: 'present',
      ran: session.host !== null,
      ...(hold === undefined ? {} : { hold }),
      ...(session.state === 'restarting' ? { again: true } : {}),
      ...(runs ? { runs } : {}),
      spec: {
        image: session.image,
        cores: session.cores,
        memory: session.memory,
        sharedMemory: session.sharedMemory,
        environment: session.environment,
        password: sealer.open(session.password, passwordContext(session.requestKey)),
        hostname: `session-${shortId(session.id).slice(0, 8)}`,
        ...(profile ? { profile: { id: profile.id, place: placeOf(profile) } } : {}),
        ...(session.run ? { run: session.run } : {}),
        ...(session.web ? { web: webGoal(session.web) } : {}),
      },
    }
  })
  const profiles = kept.map(profileGoal)
  return { sessions: goals, profiles, images, imageRetries: retries }
}

function webGoal({ scheme, port, path, user }: WebPage) {
  return { scheme, port, path, user }
}

function profileGoal({ profile, keep }: { profile: Profile; keep: string[] }): ProfileGoal {
  const { id, work, workId, workSnapshotId } = profile
  const about = { profile: id, place: placeOf(profile) }
  if (work === null || workId === null) return about
  const snapshot = workSnapshotId === null ? {} : { snapshot: workSnapshotId }
  return { ...about, work: { id: workId, kind: work, keep, ...snapshot } }
}

function placeOf({ id, kind, path }: Profile): ProfilePlace {
  return kind === 'path' ? { path } : { volume: `casement-profile-${id}` }
}

function upstreamOf(web: WebPage, password: string): SessionUpstream {
  const { scheme, path, fingerprint } = web
  const authorization = authorizationOf(web, password)
  return {
    kind: scheme,
    start: path,
    ...(authorization === undefined ? {} : { authorization }),
    ...(fingerprint === '' ? {} : { fingerprint }),
  }
}

/** All that a proxy is to know. */
export async function routesFor(
  db: Db,
  sealer: Sealer,
  keys: { readonly ticketPublicKey: string; readonly visitKey: string },
  managers: readonly string[],
  now: number,
): Promise<Omit<RouteSnapshot, 'version'>> {
  const [sessions, gateways] = await Promise.all([routableSessions(db, now), sealedGateways(db)])
  return {
    ticketKeys: [keys.ticketPublicKey],
    visitKey: keys.visitKey,
    managers: [...managers],
    sessions: sessions.map(
      ({ id, userId, agentId, host, port, requestKey, web, logins, abilities, ...row }) => {
        const password = sealer.open(row.password, passwordContext(requestKey))
        return {
          session: id,
          user: userId,
          host,
          port,
          password,
          logins,
          ...(abilities && { abilities }),
          ...(agentId === null ? {} : { agent: agentId }),
          ...(web ? { upstream: upstreamOf(web, password) } : {}),
        }
      },
    ),
    gateways: Object.fromEntries(
      gateways.flatMap(({ id, gateway }) => {
        const known = unsealGateway(sealer, id, gateway)
        return known ? [[id, known]] : []
      }),
    ),
  }
}
