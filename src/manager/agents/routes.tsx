import { Elysia } from 'elysia'
import { AgentDetailPage, type AgentField, AgentForm } from '../../../views/agent-detail.tsx'
import { AgentsPage, AgentTable } from '../../../views/agents-admin.tsx'
import { type FormState, pristine } from '../../../views/form.ts'
import {
  type AgentSettings,
  type AgentSummary,
  findAgent,
  listAgents,
  sessionsOn,
  setAgent,
} from '../../db/agents.ts'
import type { Db } from '../../db/client.ts'
import type { Viewer } from '../../domain/access.ts'
import { exactSize, parseSize } from '../../domain/size.ts'
import { Invalid, type Say } from '../../errors.ts'
import type { Texts } from '../../texts/index.ts'
import { sessionRowProps } from '../sessions/row.ts'
import type { access } from '../web/access.ts'
import { type Form, readForm } from '../web/form.ts'
import { idIn } from '../web/params.ts'
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
      '/:id',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        try {
          await setAgent(db, viewer, id, parse(form))
          return answer.redirect(`/admin/agents/${id}?saved`)
        } catch (error) {
          if (!(error instanceof Invalid)) throw error
          const refused = await detail(
            answer.texts,
            viewer,
            id,
            refusedForm(form, error, answer.texts),
          )
          const init = { status: 422 }
          return answer.pageOrPiece(
            <AgentDetailPage {...refused} />,
            <AgentForm {...refused} />,
            init,
          )
        }
      },
      { admin: true },
    )
}

function formOf({ enabled, coresOverride, memoryOverride }: AgentSummary): FormState<AgentField> {
  return pristine({
    ...(enabled ? { enabled: 'on' } : {}),
    cores: coresOverride > 0 ? String(coresOverride) : '',
    memory: memoryOverride > 0 ? exactSize(memoryOverride) : '',
  })
}

/** Throws Invalid with a sentence for each field that cannot be taken. */
function parse(form: Form): AgentSettings {
  const fields: Record<string, Say> = {}
  const cores = form.text('cores').trim()
  const memory = form.text('memory').trim()
  const coresOverride = cores === '' ? 0 : Number(cores.replace(',', '.'))
  if (!(coresOverride >= 0 && coresOverride <= 4096)) fields.cores = (t) => t.reasons.coresOverride
  const memoryOverride = memory === '' || memory === '0' ? 0 : parseSize(memory)
  if (memoryOverride === undefined) fields.memory = (t) => t.reasons.memoryOverride
  if (memoryOverride === undefined || Object.keys(fields).length > 0) {
    throw new Invalid((t) => t.reasons.agentSettings, fields)
  }
  return { enabled: form.ticked('enabled'), coresOverride, memoryOverride }
}

/** Everything as it was typed, with what is wrong beside it. */
function refusedForm(form: Form, error: Invalid, texts: Texts): FormState<AgentField> {
  const say = (field: AgentField) => error.fields[field]?.(texts)
  const [cores, memory] = [say('cores'), say('memory')]
  return {
    values: {
      ...(form.ticked('enabled') ? { enabled: 'on' } : {}),
      cores: form.text('cores'),
      memory: form.text('memory'),
    },
    errors: { ...(cores ? { cores } : {}), ...(memory ? { memory } : {}) },
    notice: error.say(texts),
  }
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
