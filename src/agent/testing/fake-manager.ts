import { Value } from '@sinclair/typebox/value'
import { CheckIn, type SessionFact } from '../../contract/checkin.ts'
import type { Goal, GoalSnapshot } from '../../contract/goals.ts'
import { until } from '../../testing/until.ts'

export type FakeManager = ReturnType<typeof fakeManager>

/** A manager as an agent sees it: tells goals, takes check-ins, believes every signature. */
export function fakeManager(installation: string) {
  const listeners = new Set<(line: string) => void>()
  const waiters = new Set<() => void>()
  let snapshot: GoalSnapshot = { version: 1, sessions: [], images: [], imageRetries: {} }
  let seen: CheckIn | undefined
  let history: CheckIn[] = []
  let refuse = false
  let refused = 0

  async function takeCheckIn(request: Request): Promise<Response> {
    const body: unknown = await request.json()
    if (!Value.Check(CheckIn, body)) {
      throw new Error(`Not a check-in: ${JSON.stringify(Value.Errors(CheckIn, body).First())}`)
    }
    seen = body
    history.push(body)
    for (const waiter of [...waiters]) waiter()
    return Response.json({})
  }

  function tellGoals(): Response {
    const encoder = new TextEncoder()
    let hear: ((line: string) => void) | undefined
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        hear = (line) => controller.enqueue(encoder.encode(line))
        listeners.add(hear)
        hear(`${JSON.stringify(snapshot)}\n`)
      },
      cancel() {
        if (hear) listeners.delete(hear)
      },
    })
    return new Response(stream)
  }

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname === '/internal/v1/enrol') {
        return Response.json({ host: '3d6fd6a1-0b8e-4a55-b3a5-2f6b4f7b0c11', installation })
      }
      if (refuse) {
        refused++
        return Response.json({ error_message: 'not known here' }, { status: 401 })
      }
      return pathname === '/internal/v1/checkin' ? takeCheckIn(request) : tellGoals()
    },
  })

  return {
    url: server.url.href,

    want(...sessions: Goal[]) {
      snapshot = { ...snapshot, version: snapshot.version + 1, sessions }
      for (const hear of listeners) hear(`${JSON.stringify(snapshot)}\n`)
    },

    /** Forgets what agents have told so far. */
    clear() {
      seen = undefined
      history = []
    },

    /** All that was told of a session, in order. */
    states: (session: string): string[] =>
      history.flatMap(({ sessions }) =>
        sessions.filter((fact) => fact.session === session).map(({ state }) => state),
      ),

    /** From now on it knows no host, but lets every one enrol. */
    forget(yes: boolean) {
      refuse = yes
      refused = 0
    },

    /** Waits until it has sent a host away. */
    async refused() {
      await until('a host to come', () => refused > 0)
    },

    /** The first check-in, from now on or before, that `fits`. */
    async checkIn(what: string, fits: (checkIn: CheckIn) => boolean): Promise<CheckIn> {
      return until(what, () => (seen && fits(seen) ? seen : undefined), 30)
    },

    /** The fact of a session, as soon as it `fits`. */
    async fact(session: string, fits: (fact: SessionFact) => boolean): Promise<SessionFact> {
      const find = () => seen?.sessions.find((fact) => fact.session === session && fits(fact))
      const found = find()
      if (found) return found
      const met = Promise.withResolvers<SessionFact>()
      const look = () => {
        const fact = find()
        if (fact) met.resolve(fact)
      }
      waiters.add(look)
      const timer = setTimeout(
        () => met.reject(new Error(`Last seen: ${JSON.stringify(seen)}`)),
        60_000,
      )
      try {
        return await met.promise
      } finally {
        clearTimeout(timer)
        waiters.delete(look)
      }
    },

    async [Symbol.asyncDispose]() {
      await server.stop(true)
    },
  }
}
