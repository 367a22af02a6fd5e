import { Elysia } from 'elysia'
import {
  AGENT_FIELDS,
  AgentDetailPage,
  type AgentField,
  AgentForm,
} from '../../../views/agent-detail.tsx'
import { AgentSwitch, AgentsPage, AgentTable } from '../../../views/agents-admin.tsx'
import { type FormState, pristine } from '../../../views/form.ts'
import { type AgentSummary, findAgent, listAgents, sessionsOn, setAgent } from '../../db/agents.ts'
import type { Db } from '../../db/client.ts'
import type { Viewer } from '../../domain/access.ts'
import { exactSize } from '../../domain/size.ts'
import type { Texts } from '../../texts/index.ts'
import { sessionRowProps } from '../sessions/row.ts'
import type { access } from '../web/access.ts'
import { refusedForm } from '../web/fields.ts'
import { readForm } from '../web/form.ts'
import { inlineOutcome } from '../web/inline.ts'
import { idIn } from '../web/params.ts'
import { wantedBy } from '../web/request.ts'
import { parseAgent } from './parse.ts'
import { agentRow } from './row.ts'

type Deps = {
  readonly db: Db
  readonly now: () => number
  readonly access: ReturnType<typeof access>
}

/** The hosts that run sessions, for admins. */
export function agentRoutes({ db, now, access }: Deps) {
  /** The page of one agent with this form on it. */
  async function detail(texts: Texts, viewer: Viewer, id: string, form?: FormState<AgentField>) {
    const agent = await findAgent(db, viewer, id)
    const running = await sessionsOn(db, viewer, id)
    return {
      ...agentRow(agent, now()),
      form: form ?? formOf(agent),
      host: hostOf(agent),
      ownLabels: agent.ownLabels,
      running: running.map((session) => sessionRowProps(texts, session, now())),
    }
  }

  return new Elysia({ name: 'agents', prefix: '/admin/agents' })
    .use(access)
    .get(
      '/',
      async ({ viewer, answer }) => {
        const agents = (await listAgents(db, viewer)).map((agent) => agentRow(agent, now()))
        return answer.pageOrPiece(<AgentsPage agents={agents} />, <AgentTable agents={agents} />)
      },
      { admin: true },
    )
    .get(
      '/:id',
      async ({ params, query, viewer, answer }) => {
        const props = await detail(answer.texts, viewer, idIn(params))
        return answer.page(<AgentDetailPage {...props} saved={query.saved !== undefined} />)
      },
      { admin: true },
    )
    .post(
      '/:id/enabled',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const asked = (await readForm(request)).ticked('enabled')
        const { outcome, status } = await inlineOutcome(answer.texts, () =>
          setAgent(db, viewer, id, { enabled: asked }),
        )
        if (wantedBy(request) !== 'fragment') return answer.redirect('/admin/agents')
        const { name, enabled } = await findAgent(db, viewer, id)
        const piece = <AgentSwitch id={id} name={name} enabled={enabled} outcome={outcome} />
        return answer.fragment(piece, '/admin/agents', { status })
      },
      { admin: true },
    )
    .post(
      '/:id',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        try {
          await setAgent(db, viewer, id, parseAgent(form))
          return answer.redirect(`/admin/agents/${id}?saved`)
        } catch (error) {
          const { state, status } = refusedForm(error, form, AGENT_FIELDS, answer.texts)
          const props = await detail(answer.texts, viewer, id, state)
          const [page, piece] = [<AgentDetailPage {...props} />, <AgentForm {...props} />]
          return answer.pageOrPiece(page, piece, { status })
        }
      },
      { admin: true },
    )
}

function formOf({
  enabled,
  coresOverride,
  memoryOverride,
  labels,
}: AgentSummary): FormState<AgentField> {
  return pristine({
    ...(enabled ? { enabled: 'on' } : {}),
    cores: coresOverride > 0 ? String(coresOverride) : '',
    memory: memoryOverride > 0 ? exactSize(memoryOverride) : '',
    labels: labels.join(', '),
  })
}

function hostOf({ facts }: AgentSummary) {
  if (!facts) return undefined
  return {
    version: facts.version,
    kernel: facts.kernel,
    swap: facts.swap,
    diskTotal: facts.diskTotal,
    diskUsed: facts.diskUsed,
    docker: facts.docker.version,
    storage: facts.docker.storage,
    liveRestore: facts.docker.liveRestore,
    warnings: facts.docker.warnings,
  }
}
