import type { SessionFailure } from '../../db/schema.ts'
import type { SessionRow } from '../../db/sessions.ts'
import type { Missing } from '../../domain/offers.ts'
import type { PlacementRefusal } from '../../domain/placement.ts'
import { fullness } from '../../domain/profile.ts'
import { isOutside } from '../../domain/restriction.ts'
import type { Texts } from '../../texts/index.ts'

/** Why one agent did not take a session. */
export function refusalSentence({ reasons }: Texts, reason: PlacementRefusal): string {
  switch (reason.kind) {
    case 'zone':
      return reasons.otherZone(reason.zone, reason.zones.join(', '))
    case 'label':
      return reasons.missingLabels(reason.missing.join(', '), reason.missing.length)
    case 'disabled':
      return reasons.disabled
    case 'silent':
      return reasons.silent(reason.seconds)
    case 'docker':
      return reasons.docker(reason.problem)
    case 'image':
      return reasons.image(reason.problem)
    case 'cores':
      return reasons.cores(reason.free, reason.of, reason.needed)
    case 'profile':
      return reasons.profileElsewhere
    case 'memory':
      return reasons.memory(reason.free, reason.of, reason.needed)
    case 'offer':
      return missingSentence({ reasons }, reason.missing)
  }
}

function missingSentence({ reasons }: Pick<Texts, 'reasons'>, missing: Missing): string {
  switch (missing.kind) {
    case 'old':
      return reasons.offerOld
    case 'device':
      return reasons.offerDevice(missing.name)
    case 'network':
      return reasons.offerNetwork(missing.name)
    case 'volume':
      return reasons.offerVolume(missing.name)
  }
}

/** Why a session failed: what happened, why, what to do. */
export function failureSentence({ reasons }: Texts, failure: SessionFailure): string {
  switch (failure.kind) {
    case 'no place':
      if (failure.agents.length === 0) return reasons.noAgents
      return failure.agents.every(({ reason }) => isOutside(reason))
        ? reasons.restricted
        : reasons.noPlace
    case 'image':
      return reasons.imageFailed(failure.image, failure.problem)
    case 'container':
      return reasons.containerFailed(failure.problem)
    case 'exited':
      return reasons.exited(failure.exitCode, failure.said)
    case 'out of memory':
      return reasons.outOfMemory(failure.limit)
    case 'deadline':
      return reasons.deadline(failure.state, failure.seconds, failure.problem)
    case 'vanished':
      return reasons.vanished
    case 'cut off':
      return reasons.cutOff
    case 'time up':
      return reasons.timeUp(failure.minutes)
    case 'idle':
      return reasons.idle(failure.minutes)
  }
}

/** What is in the way of what an agent is to do, where its state alone does not say so. */
function troubleSentence({ reasons }: Texts, state: SessionRow['state']) {
  switch (state) {
    case 'deleting':
      return reasons.endTrouble
    case 'stopping':
      return reasons.stopTrouble
    case 'paused':
      return reasons.pauseTrouble
    case 'running':
      return reasons.resumeTrouble
    default:
      return undefined
  }
}

/** What a person should know of a session beside its state; undefined where the state says it all. */
export function sessionSentence(
  texts: Texts,
  session: SessionRow,
  now: number,
): string | undefined {
  const { reasons } = texts
  const agent = session.agentName ?? ''
  if (session.failure?.kind === 'no place' && session.state === 'stopped') {
    const [own] = session.failure.agents
    if (!own) return reasons.hostGone
    return reasons.noPlaceAgain(own.agent, refusalSentence(texts, own.reason))
  }
  if (session.failure) return failureSentence(texts, session.failure)
  if (session.trouble !== '') {
    const say = troubleSentence(texts, session.state)
    if (say) return say(agent, session.trouble)
  }
  const late = session.deadlineAt !== null && session.deadlineAt.getTime() < now
  if (session.state === 'deleting' && late) return reasons.endSlow(agent)
  if (session.state === 'stopping' && late) return reasons.stopSlow(agent)
  if (session.state === 'running' && session.outOfMemory) {
    return reasons.outOfMemoryAlive(session.memory)
  }
  const full = fullness(session.profileSize ?? 0, session.profileQuota ?? 0)
  if (session.state === 'running' && full) return texts.profiles.viewerNear
  return undefined
}
