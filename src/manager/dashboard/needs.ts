import type { AgentRow } from '../../../views/agents-admin.tsx'
import type { Need } from '../../../views/dashboard.tsx'
import { formatDisk } from '../../../views/format.ts'
import type { Texts } from '../../texts/index.ts'

/** Of a host's disk: an admin is told before the host stops taking sessions. */
const DISK_WARNING = 0.9

export type Troubled = {
  readonly id: string
  readonly workspace: string
  readonly user: string
  readonly trouble: string
}

export type Condition = {
  readonly agents: readonly (AgentRow & {
    /** Bytes where Docker keeps its data. */
    readonly disk?: { readonly total: number; readonly used: number } | undefined
  })[]
  readonly images: readonly {
    readonly reference: string
    readonly agent: string
    readonly message: string
  }[]
  readonly troubled: readonly Troubled[]
  /** Launches within the last hour that no agent had room for. */
  readonly refused: number
}

/** What needs a look, the worst first; each with where to go. */
export function needsOf(texts: Texts, { agents, images, troubled, refused }: Condition): Need[] {
  const { dashboard } = texts
  const needs = agents.flatMap((agent) => agentNeeds(texts, agent))
  for (const { id, workspace, user, trouble } of troubled) {
    needs.push({
      tone: 'warn',
      icon: 'monitor',
      title: dashboard.troubleTitle(workspace, user),
      body: trouble,
      verb: dashboard.openSession,
      href: `/admin/sessions/${id}`,
    })
  }
  for (const { reference, agent, message } of images) {
    needs.push({
      tone: 'warn',
      icon: 'package',
      title: dashboard.imageTitle(reference),
      body: dashboard.imageBody(agent, message),
      verb: dashboard.seeImages,
      href: '/admin/images',
    })
  }
  if (refused > 0) {
    needs.push({
      tone: 'warn',
      icon: 'monitor-play',
      title: dashboard.refusedTitle(refused),
      body: dashboard.refusedBody,
      verb: dashboard.seeSessions,
      href: '/admin/sessions?view=failed',
    })
  }
  return needs.sort((one, other) => weight(one) - weight(other))
}

function agentNeeds(
  texts: Texts,
  { id, name, state, sessions, problem, disk }: Condition['agents'][number],
): Need[] {
  const { dashboard } = texts
  const there = { icon: 'server', verb: dashboard.openAgent, href: `/admin/agents/${id}` } as const
  const needs: Need[] = []
  if (state === 'missing') {
    const body = dashboard.missingBody(sessions)
    needs.push({ ...there, tone: 'bad', title: dashboard.missingTitle(name), body })
  } else if (state === 'late') {
    needs.push({
      ...there,
      tone: 'warn',
      title: dashboard.lateTitle(name),
      body: dashboard.lateBody,
    })
  } else if (problem !== undefined) {
    needs.push({ ...there, tone: 'bad', title: dashboard.brokenTitle(name), body: problem })
  }
  if (disk && disk.total > 0 && disk.used / disk.total >= DISK_WARNING) {
    const title = dashboard.diskTitle(name, formatDisk(texts, disk.total - disk.used))
    needs.push({ ...there, tone: 'warn', title, body: dashboard.diskBody })
  }
  return needs
}

function weight({ tone }: Need): number {
  return tone === 'bad' ? 0 : 1
}
