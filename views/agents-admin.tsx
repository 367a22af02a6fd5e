import { CpuBar, MemoryBar } from './components/agent-bars.tsx'
import { Badge, type Tone } from './components/badge.tsx'
import { Columns } from './components/columns.tsx'
import type { Capacity } from './components/dual-bar.tsx'
import { InlineSwitch, type Outcome } from './components/inline.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Empty } from './components/notice.tsx'
import { Tags } from './components/tags.tsx'
import { Time } from './components/time.tsx'
import { useTexts, useUrl } from './context.tsx'

export type { Capacity } from './components/dual-bar.tsx'

/** `broken`: it checks in, but cannot run sessions (`problem` says why). */
export type AgentState = 'healthy' | 'broken' | 'late' | 'missing' | 'disabled'

export interface AgentRow {
  readonly id: string
  readonly name: string
  readonly zone: string
  /** All that it has, whoever gave them. */
  readonly labels: readonly string[]
  readonly state: AgentState
  /** It takes new sessions. */
  readonly enabled: boolean
  /** Absent: it enrolled and never checked in. */
  readonly lastSeen?: Date | undefined
  /** In cores. Absent before the first check-in. */
  readonly cpu?: Capacity | undefined
  /** In bytes. */
  readonly memory?: Capacity | undefined
  /** Live ones. */
  readonly sessions: number
  readonly problem?: string | undefined
}

/** GET /admin/agents */
export function AgentsPage(props: { agents: readonly AgentRow[] }) {
  const { agents: texts } = useTexts()
  const attention = props.agents.filter(({ state }) =>
    ['broken', 'late', 'missing'].includes(state),
  ).length
  return (
    <AdminLayout title={texts.title} area="agents">
      <header class="head">
        <div>
          <h1>{texts.title}</h1>
          <p>{texts.summary(props.agents.length, attention)}</p>
        </div>
      </header>
      <div class="card">
        {props.agents.length > 0 && (
          <header class="toolbar">
            <span class="row">
              <span class="key">{texts.utilised}</span>
              <span class="key alloc">{texts.allocated}</span>
              <span class="key over">{texts.realCapacity}</span>
            </span>
          </header>
        )}
        <AgentTable {...props} />
      </div>
    </AdminLayout>
  )
}

/** Also what the page asks for every few seconds: GET /admin/agents with `HX-Request`. */
export function AgentTable(props: { agents: readonly AgentRow[] }) {
  const url = useUrl()
  return (
    <div
      id="agents"
      hx-get={url('/admin/agents')}
      hx-trigger="every 5s"
      hx-target="this"
      hx-swap="outerMorph"
    >
      <AgentList {...props} editable />
    </div>
  )
}

/** The agents alone, for a page that keeps itself fresh. */
export function AgentList(props: { agents: readonly AgentRow[]; editable?: boolean }) {
  const { agents: texts, common } = useTexts()
  return props.agents.length === 0 ? (
    <Empty title={texts.emptyTitle}>
      <p>{texts.emptyBody}</p>
      <code>{texts.joinCommand}</code>
    </Empty>
  ) : (
    <table class="table fold">
      <caption class="sr">{texts.caption}</caption>
      <thead>
        <tr>
          <Columns
            columns={[
              { name: texts.agent },
              { name: common.status },
              { name: texts.cpu },
              { name: texts.memory },
              { name: texts.sessions, end: true },
            ]}
          />
        </tr>
      </thead>
      <tbody>
        {props.agents.map((agent) => (
          <Row key={agent.id} agent={agent} editable={props.editable ?? false} />
        ))}
      </tbody>
    </table>
  )
}

const TONES: Record<AgentState, Tone> = {
  healthy: 'ok',
  broken: 'bad',
  late: 'warn',
  missing: 'bad',
  disabled: 'off',
}

export function AgentBadge(props: { state: AgentState }) {
  const { agents } = useTexts()
  return <Badge tone={TONES[props.state]}>{agents[props.state]}</Badge>
}

/** "Seen 3 s ago". */
export function Seen(props: { at: Date | undefined }) {
  const { agents } = useTexts()
  if (!props.at) return <>{agents.neverSeen}</>
  return (
    <>
      {agents.seenWord} <Time at={props.at} />
    </>
  )
}

/** Whether an agent takes new sessions; also what POST /admin/agents/:id/enabled answers to htmx. */
export function AgentSwitch(props: {
  id: string
  name: string
  enabled: boolean
  outcome?: Outcome
}) {
  const { agents: texts } = useTexts()
  return (
    <InlineSwitch
      id={`enabled-${props.id}`}
      to={`/admin/agents/${props.id}/enabled`}
      label={texts.enabledOf(props.name)}
      on={props.enabled}
      outcome={props.outcome}
    >
      {props.enabled ? texts.takes : texts.takesNone}
    </InlineSwitch>
  )
}

function Row({ agent, editable }: { agent: AgentRow; editable: boolean }) {
  const { agents: texts } = useTexts()
  const url = useUrl()
  return (
    <tr>
      <th scope="row">
        <a class="name" href={url(`/admin/agents/${agent.id}`)}>
          {agent.name}
        </a>
        <Tags words={agent.labels} />
      </th>
      <td class="full">
        <AgentBadge state={agent.state} />
        {agent.problem !== undefined && <span class="sub clamp">{agent.problem}</span>}
        <span class="sub num">
          <Seen at={agent.lastSeen} />
        </span>
        {editable && <AgentSwitch {...agent} />}
      </td>
      <td class="full bar">
        {agent.cpu ? <CpuBar capacity={agent.cpu} /> : <span class="muted">{texts.noFigures}</span>}
      </td>
      <td class="full bar">
        {agent.memory ? (
          <MemoryBar capacity={agent.memory} />
        ) : (
          <span class="muted">{texts.noFigures}</span>
        )}
      </td>
      <td class="end num full" data-label={texts.sessions}>
        {agent.sessions}
      </td>
    </tr>
  )
}
