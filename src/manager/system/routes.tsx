import { Elysia } from 'elysia'
import { SystemPage } from '../../../views/system.tsx'
import { type AgentSummary, listAgents } from '../../db/agents.ts'
import type { Database } from '../../db/client.ts'
import { listFrontDoors } from '../../db/hosts.ts'
import { databaseFacts } from '../../db/system.ts'
import type { Texts } from '../../texts/index.ts'
import { version } from '../../version.ts'
import { stateOf } from '../agents/row.ts'
import type { access } from '../web/access.ts'

type Deps = {
  readonly database: Pick<Database, 'db' | 'kind'>
  readonly installation: string
  readonly roles: readonly string[]
  /** Of this process. */
  readonly startedAt: Date
  readonly now: () => number
  readonly access: ReturnType<typeof access>
}

/** What this installation is and what of it needs an admin. */
export function systemRoutes({ database, installation, roles, startedAt, now, access }: Deps) {
  const { db, kind } = database
  return new Elysia({ name: 'system' }).use(access).get(
    '/admin/system',
    async ({ viewer, answer }) => {
      const [facts, agents, doors] = await Promise.all([
        databaseFacts(db, viewer),
        listAgents(db, viewer),
        listFrontDoors(db, viewer),
      ])
      return answer.page(
        <SystemPage
          installationId={installation}
          version={version}
          roles={roles}
          startedAt={startedAt}
          database={{ kind, ...facts }}
          agents={agents.map((agent) => agentProps(answer.texts, agent, now()))}
          frontDoors={doors.map(({ id, name, report }) => ({
            id,
            name,
            certificates: (report?.certificates ?? []).map((one) => ({
              ...one,
              expires: new Date(one.expires),
            })),
            trouble: report?.trouble,
          }))}
          problems={agents.length === 0 ? [answer.texts.reasons.noAgents] : []}
        />,
      )
    },
    { admin: true },
  )
}

function agentProps({ dashboard }: Texts, agent: AgentSummary, now: number) {
  const { id, name, checkedInAt, facts, sessions } = agent
  const missing = stateOf(agent, now) === 'missing'
  return {
    id,
    name,
    version: facts?.version ?? '',
    docker: facts?.docker.version,
    lastSeen: checkedInAt,
    problem: missing ? dashboard.missingBody(sessions) : facts?.docker.problem,
    warnings: facts?.docker.warnings ?? [],
  }
}
