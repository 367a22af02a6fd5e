import { Type } from '@sinclair/typebox'
import { type Activity, MOST_ACTIVE } from '../contract/activity.ts'
import { type Peer, PeerRefused, post } from '../contract/peer.ts'
import { messageOf } from '../errors.ts'
import { logger } from '../log.ts'
import { pause } from '../pause.ts'

const log = logger('proxy')

/** Limits count in minutes; so much later may the manager hear of a key. */
const EVERY_MS = 5000

/** Gathers from the workers which sessions are used, and tells the manager of all of them at a time. */
export class ActivityReports {
  /** Whom to tell; undefined until this host is a member. */
  peer: Peer | undefined
  readonly #used = new Set<string>()

  note(sessions: readonly string[]) {
    for (const session of sessions) this.#used.add(session)
  }

  /** Until aborted. What could not be told is told later, with what came meanwhile. */
  async run(signal: AbortSignal, everyMs = EVERY_MS): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs, signal)
      await this.#report()
    }
  }

  async #report() {
    const { peer } = this
    const sessions = [...this.#used].slice(0, MOST_ACTIVE)
    if (!peer || sessions.length === 0) return
    for (const session of sessions) this.#used.delete(session)
    try {
      const activity: Activity = { sessions }
      await post(peer, '/internal/v1/activity', activity, Type.Object({}))
    } catch (error) {
      // A manager of an older version does not ask for it.
      if (error instanceof PeerRefused) return
      this.note(sessions)
      log.debug('The manager was not told which sessions are used', { cause: messageOf(error) })
    }
  }
}
