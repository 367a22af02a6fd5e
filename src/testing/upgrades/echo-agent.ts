import { generateKeyPairSync } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import type { CheckIn } from '../../contract/checkin.ts'
import { GoalSnapshot } from '../../contract/goals.ts'
import { enrol } from '../../contract/identity.ts'
import { type Peer, post } from '../../contract/peer.ts'
import { watch } from '../../contract/watch.ts'
import { pause } from '../../pause.ts'
import { Desktop } from '../../proxy/testing/desktop.ts'
import { KEY } from '../../proxy/testing/viewer.ts'
import { checkIn } from '../fixtures.ts'

/** ServerInit of a name that goes on and on: no message of the picture begins. */
export const ENDLESS_NAME = Buffer.concat([Buffer.alloc(20), Buffer.alloc(4, 0xff)])
/** What a desktop answers to a key: the key, and what belongs to it. */
export const ANSWER_BYTES = 1024
const AGAIN_MS = 500

/** A key that has a number. */
export function keyOf(number: number): Buffer {
  const key = Buffer.from(KEY)
  key.writeUInt32BE(number, 4)
  return key
}

export function answerTo(key: Buffer): Buffer {
  const answer = Buffer.alloc(ANSWER_BYTES, key.readUInt32BE(4) % 251)
  key.copy(answer)
  return answer
}

/**
 * An agent without Docker, for an installation that runs: each session that it is to have is a desktop in
 * this process, which answers every key. It outlives managers, as agents do.
 */
export class EchoAgent implements Disposable {
  readonly #over = new AbortController()
  readonly #desktops = new Map<string, { desktop: Desktop; port: number }>()
  #goals: GoalSnapshot | undefined

  constructor(base: string, token: string) {
    void this.#run(base, token)
  }

  [Symbol.dispose]() {
    this.#over.abort()
    for (const { desktop } of this.#desktops.values()) desktop[Symbol.dispose]()
  }

  async #run(base: string, token: string) {
    const { signal } = this.#over
    const key = generateKeyPairSync('ed25519').privateKey
    while (!signal.aborted) {
      try {
        const about = { role: 'agent', name: 'echo', version: 'test', zone: 'default' } as const
        const { peer } = await enrol(base, token, key, about)
        void this.#report(peer)
        for await (const goals of watch(peer, '/internal/v1/goals', GoalSnapshot, signal)) {
          this.#goals = goals
          await this.#converge(goals)
          await this.#say(peer)
        }
      } catch {
        // The manager is being replaced: that is what this is for.
      }
      await pause(AGAIN_MS, signal)
    }
  }

  async #converge({ sessions }: GoalSnapshot) {
    for (const goal of sessions) {
      if (goal.want !== 'present' || this.#desktops.has(goal.session)) continue
      const desktop = new Desktop((socket, first) => {
        socket.write(ENDLESS_NAME)
        let rest = first
        socket.on('data', (bytes: Buffer) => {
          rest = Buffer.concat([rest, bytes])
          for (; rest.length >= KEY.length; rest = rest.subarray(KEY.length)) {
            socket.write(answerTo(rest.subarray(0, KEY.length)))
          }
        })
      }, goal.spec.password)
      this.#desktops.set(goal.session, { desktop, port: await desktop.listen() })
    }
  }

  async #report(peer: Peer) {
    while (!this.#over.signal.aborted) {
      await pause(2000, this.#over.signal)
      await this.#say(peer).catch(() => undefined) // the next word makes up for it
    }
  }

  async #say(peer: Peer) {
    await post(peer, '/internal/v1/checkin', this.#seen(), Type.Object({}))
  }

  #seen(): CheckIn {
    const { version = 0, sessions = [], images = [] } = this.#goals ?? {}
    const facts = sessions.map(({ session, generation, turn }) => {
      const found = this.#desktops.get(session)
      const echo = { session, generation, ...(turn === undefined ? {} : { turn }) }
      if (!found) return { ...echo, state: 'absent' } as const
      return {
        ...echo,
        state: 'running',
        address: { host: '127.0.0.1', port: found.port },
      } as const
    })
    return {
      ...checkIn(facts, { hostname: 'echo', cores: 1000, memory: 2 ** 42 }),
      goals: version,
      images: images.map((reference) => {
        return { reference, state: 'ready', percent: 100, message: '', size: 1000 } as const
      }),
    }
  }
}
