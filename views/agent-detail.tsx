import { AgentBadge, type AgentRow, Seen } from './agents-admin.tsx'
import { CpuBar, MemoryBar } from './components/agent-bars.tsx'
import { StateBadge } from './components/badge.tsx'
import { Columns } from './components/columns.tsx'
import { Crumbs } from './components/crumbs.tsx'
import { SwitchField, TextField } from './components/field.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { RecordForm } from './components/record-form.tsx'
import { SaveBar } from './components/save-bar.tsx'
import { Tags } from './components/tags.tsx'
import { Time } from './components/time.tsx'
import { usePage, useTexts, useUrl } from './context.tsx'
import type { FormState } from './form.ts'
import { formatCpus, formatDisk, formatMemory, formatTime } from './format.ts'
import type { SessionRow } from './sessions-admin.tsx'

/** Overrides are texts as typed (`12`, `48 GiB`); empty = the real figure. `enabled` is `on` or absent, `labels`
 * are separated by commas. */
export const AGENT_FIELDS = ['enabled', 'cores', 'memory', 'labels'] as const
export type AgentField = (typeof AGENT_FIELDS)[number]

export interface AgentDetailProps extends AgentRow {
  readonly form: FormState<AgentField>
  /** Of its own configuration: shown, not changeable here. */
  readonly ownLabels: readonly string[]
  readonly saved?: boolean | undefined
  /** Of the last check-in. */
  readonly host?:
    | {
        readonly version: string
        readonly kernel: string
        /** Bytes. */
        readonly swap: number
        /** Bytes; 0 while unknown. */
        readonly diskTotal: number
        readonly diskUsed: number
        readonly docker: string
        readonly storage: string
        readonly liveRestore: boolean
        readonly warnings: readonly string[]
      }
    | undefined
  readonly running: readonly SessionRow[]
}

/** GET /admin/agents/:id */
export function AgentDetailPage(props: AgentDetailProps) {
  const { texts, now } = usePage()
  const { agents, common } = texts
  const seen = props.lastSeen ? formatTime(texts, props.lastSeen, now) : common.never
  return (
    <AdminLayout title={props.name} area="agents">
      <header class="head">
        <div>
          <Crumbs links={[{ name: agents.title, href: '/admin/agents' }]} />
          <h1>{props.name}</h1>
          <p class="row">
            <AgentBadge state={props.state} />
            <span class="num">
              <Seen at={props.lastSeen} />
            </span>
          </p>
        </div>
      </header>
      {props.saved && <Notice tone="ok" role="status" title={common.saved} />}
      {props.state === 'missing' && (
        <Notice tone="bad" icon="unplug" title={agents.missingTitle(props.name)}>
          {agents.missingBody(seen)}
        </Notice>
      )}
      {props.problem !== undefined && (
        <Notice tone="bad" title={agents.problemTitle(props.name)}>
          {props.problem}
        </Notice>
      )}
      {props.host?.warnings.map((warning) => (
        <Notice key={warning} tone="warn" title={agents.warningTitle(props.name)}>
          {warning}
        </Notice>
      ))}
      <div class="split">
        <div class="stack">
          <CapacityCard {...props} />
          <SessionsCard {...props} />
        </div>
        <div class="stack">
          <AgentForm {...props} />
          <HostCard {...props} />
        </div>
      </div>
    </AdminLayout>
  )
}

function CapacityCard(props: AgentDetailProps) {
  const { agents } = useTexts()
  return (
    <section class="card" aria-labelledby="capacity">
      <header>
        <h2 id="capacity">{agents.capacity}</h2>
        <span class="row push">
          <span class="key">{agents.utilised}</span>
          <span class="key alloc">{agents.allocated}</span>
          <span class="key over">{agents.realCapacity}</span>
        </span>
      </header>
      <div class="body stack">
        <h3>{agents.cpu}</h3>
        {props.cpu ? <CpuBar big capacity={props.cpu} /> : <p class="muted">{agents.noFigures}</p>}
        <h3>{agents.memory}</h3>
        {props.memory ? (
          <MemoryBar big capacity={props.memory} />
        ) : (
          <p class="muted">{agents.noFigures}</p>
        )}
      </div>
    </section>
  )
}

function SessionsCard(props: AgentDetailProps) {
  const texts = useTexts()
  const { agents, sessions, common } = texts
  const url = useUrl()
  return (
    <section class="card" aria-labelledby="here">
      <header>
        <h2 id="here">{agents.sessionsHere}</h2>
        <span class="count">{props.running.length}</span>
      </header>
      {props.running.length === 0 ? (
        <p class="body muted">{agents.noSessions}</p>
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              <Columns
                columns={[
                  { name: sessions.session },
                  { name: common.status },
                  { name: sessions.holds },
                  { name: sessions.started },
                ]}
              />
            </tr>
          </thead>
          <tbody>
            {props.running.map((session) => (
              <tr key={session.id}>
                <th scope="row">
                  <a class="name" href={url(`/admin/sessions/${session.id}`)}>
                    {session.workspace}
                  </a>
                  <span class="sub">{session.user ?? texts.sessions.pooled}</span>
                </th>
                <td class="full">
                  <StateBadge state={session.state} />
                </td>
                <td class="full num" data-label={sessions.holds}>
                  {formatCpus(texts, session.cores)}, {formatMemory(texts, session.memory)}
                </td>
                <td class="full num" data-label={sessions.started}>
                  <Time at={session.startedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** Also what a refused POST /admin/agents/:id answers to htmx. */
export function AgentForm(props: AgentDetailProps) {
  const texts = useTexts()
  const { agents } = texts
  const { form, cpu, memory } = props
  return (
    <RecordForm
      id="agent-form"
      to={`/admin/agents/${props.id}`}
      form={form}
      labels={{
        enabled: agents.enabled,
        cores: agents.coresOverride,
        memory: agents.memoryOverride,
        labels: agents.labels,
      }}
    >
      <section class="card">
        <header>
          <h2>{agents.settings}</h2>
        </header>
        <div class="body stack">
          <SwitchField
            form={form}
            name="enabled"
            label={agents.enabled}
            help={agents.enabledHelp}
          />
          <TextField
            form={form}
            name="cores"
            label={agents.coresOverride}
            help={cpu && agents.coresOverrideHelp(formatCpus(texts, cpu.real))}
            inputmode="decimal"
          />
          <TextField
            form={form}
            name="memory"
            label={agents.memoryOverride}
            help={memory && agents.memoryOverrideHelp(formatMemory(texts, memory.real))}
          />
          <TextField
            form={form}
            name="labels"
            label={agents.labels}
            help={agents.labelsHelp}
            origin={
              props.ownLabels.length > 0 && (
                <>
                  {agents.ownLabels} <Tags words={props.ownLabels} />
                </>
              )
            }
          />
        </div>
      </section>
      <SaveBar verb={agents.save} back="/admin/agents" />
    </RecordForm>
  )
}

function HostCard(props: AgentDetailProps) {
  const texts = useTexts()
  const { agents, common } = texts
  const { host } = props
  return (
    <section class="card" aria-labelledby="host">
      <header>
        <h2 id="host">{agents.host}</h2>
      </header>
      <div class="body">
        {!host ? (
          <p class="muted">{agents.noFigures}</p>
        ) : (
          <dl class="kv">
            <dt>{agents.zone}</dt>
            <dd>{props.zone}</dd>
            <dt>{agents.version}</dt>
            <dd>{host.version}</dd>
            <dt>{agents.kernel}</dt>
            <dd>{host.kernel}</dd>
            <dt>{agents.docker}</dt>
            <dd>{host.docker}</dd>
            <dt>{agents.storage}</dt>
            <dd>{host.storage}</dd>
            <dt>{agents.liveRestore}</dt>
            <dd>{host.liveRestore ? common.on : agents.liveRestoreOff}</dd>
            {host.diskTotal > 0 && (
              <>
                <dt>{agents.disk}</dt>
                <dd class="num">
                  {agents.diskUse(
                    formatDisk(texts, host.diskUsed),
                    formatDisk(texts, host.diskTotal),
                  )}
                </dd>
              </>
            )}
            <dt>{agents.swap}</dt>
            <dd class="num">{host.swap === 0 ? common.none : formatMemory(texts, host.swap)}</dd>
          </dl>
        )}
      </div>
    </section>
  )
}
