import { Elysia } from 'elysia'
import { Dashboard, DashboardPage } from '../../../views/dashboard.tsx'
import { listAgents, listImages } from '../../db/agents.ts'
import type { Db } from '../../db/client.ts'
import {
  launchHistory,
  recentEvents,
  sessionHistory,
  troubledSessions,
} from '../../db/dashboard.ts'
import { countSessions } from '../../db/session-list.ts'
import type { Viewer } from '../../domain/access.ts'
import { isPeriod, PERIODS, type Period } from '../../domain/period.ts'
import type { Texts } from '../../texts/index.ts'
import { agentRow } from '../agents/row.ts'
import { timelineEvent } from '../sessions/row.ts'
import type { access } from '../web/access.ts'
import { needsOf } from './needs.ts'

const EVENTS = 8

type Deps = {
  readonly db: Db
  readonly now: () => number
  readonly access: ReturnType<typeof access>
}

/** Whether all is well, for admins. */
export function dashboardRoutes({ db, now, access }: Deps) {
  return new Elysia({ name: 'dashboard' }).use(access).get(
    '/admin',
    async ({ query, viewer, answer }) => {
      const period = isPeriod(query.period) ? query.period : 'day'
      const props = await condition(answer.texts, viewer, period)
      return answer.pageOrPiece(<DashboardPage {...props} />, <Dashboard {...props} />)
    },
    { admin: true },
  )

  async function condition(texts: Texts, viewer: Viewer, period: Period) {
    const [counts, agents, images, troubled, history, launches, lastHour, events] =
      await Promise.all([
        countSessions(db, viewer),
        listAgents(db, viewer),
        listImages(db, viewer),
        troubledSessions(db, viewer),
        sessionHistory(db, viewer, period),
        launchHistory(db, viewer, period),
        launchHistory(db, viewer, 'hour'),
        recentEvents(db, viewer, EVENTS),
      ])
    const rows = agents.map((agent) => ({
      ...agentRow(agent, now()),
      disk: agent.facts && { total: agent.facts.diskTotal, used: agent.facts.diskUsed },
    }))
    const at = moments(period, now())
    return {
      period,
      sessions: counts.live,
      people: counts.people,
      agents: rows,
      needs: needsOf(texts, {
        agents: rows,
        images: failedImages(images),
        troubled,
        refused: lastHour.refused,
      }),
      history: history.map((value, step) => ({ at: at(step), value })),
      launches: {
        count: launches.launches,
        failed: launches.failed,
        refused: launches.refused,
        median: launches.median,
        p95: launches.p95,
        counts: launches.steps.map((step, index) => ({ at: at(index), value: step.launches })),
        seconds: launches.steps.map((step) => step.seconds),
      },
      events: events.map((event) => ({ ...event, event: timelineEvent(event.event) })),
    }
  }
}

/** When a step of the period ends, the last of them now. */
function moments(period: Period, now: number): (step: number) => Date {
  const { seconds, steps } = PERIODS[period]
  return (step) => new Date(now - ((steps - 1 - step) * seconds * 1000) / steps)
}

function failedImages(images: Awaited<ReturnType<typeof listImages>>) {
  return images.flatMap(({ reference, agents }) =>
    agents
      .filter(({ image }) => image.state === 'failed')
      .map(({ agent, image }) => ({ reference, agent, message: image.message })),
  )
}
