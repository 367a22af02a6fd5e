import type { FormState } from '../../../views/form.ts'
import type { WorkspaceField } from '../../../views/workspace-form.tsx'
import type { WorkspaceRow as RowProps } from '../../../views/workspaces-admin.tsx'
import type { Workspace, WorkspaceRow } from '../../db/workspaces.ts'
import { ABILITIES } from '../../domain/abilities.ts'
import { exactSize } from '../../domain/size.ts'
import { environmentText } from './environment.ts'

export function rowProps(row: WorkspaceRow): RowProps {
  const { id, name, description, icon, tint, tags, enabled, groups } = row
  const shared = { id, name, description, icon, tint, tags, enabled, groups }
  if (row.kind === 'link') return { ...shared, kind: 'link', url: row.linkUrl }
  const { image, cores, memory, problem } = row
  return { ...shared, kind: 'container', image, cores, memory, problem }
}

/** A workspace as its form would have been typed: sending it back unchanged changes nothing. */
export function asTyped(
  workspace: Omit<Workspace, 'id' | 'createdAt' | 'position'> & {
    readonly groupIds: readonly string[]
  },
): FormState<WorkspaceField>['values'] {
  return {
    kind: workspace.kind,
    name: workspace.name,
    description: workspace.description,
    icon: workspace.icon,
    tint: String(workspace.tint),
    categories: workspace.categories.join(', '),
    tags: workspace.tags.join(', '),
    image: workspace.image,
    // A 4-byte float in the database: 0.1 comes back as 0.1 only when rounded.
    cores: String(Number(workspace.cores.toFixed(3))),
    memory: exactSize(workspace.memory),
    sharedMemory: exactSize(workspace.sharedMemory),
    environment: environmentText(workspace.environment),
    maxSessions: workspace.maxSessions === 0 ? '' : String(workspace.maxSessions),
    maxPerUser: workspace.maxPerUser === 0 ? '' : String(workspace.maxPerUser),
    profile: workspace.profile,
    profilePath: workspace.profilePath,
    profileQuota: workspace.profileQuota === 0 ? '' : exactSize(workspace.profileQuota),
    profileSnapshots: String(workspace.profileSnapshots),
    poolSize: String(workspace.poolSize),
    volumeSource: workspace.volumes.map(({ source }) => source),
    volumeTarget: workspace.volumes.map(({ target }) => target),
    volumeMode: workspace.volumes.map(({ readOnly }) => (readOnly ? 'ro' : 'rw')),
    devices: workspace.devices.join(', '),
    network: workspace.network,
    webKind: workspace.web?.scheme ?? 'desktop',
    webPort: workspace.web ? String(workspace.web.port) : '',
    webPath: workspace.web?.path ?? '',
    webUser: workspace.web?.user ?? '',
    webFingerprint: workspace.web?.fingerprint ?? '',
    runConfig: workspace.runConfig,
    execConfig: workspace.execConfig,
    zones: workspace.zones,
    labels: workspace.labels.join(', '),
    url: workspace.linkUrl,
    enabled: workspace.enabled ? 'on' : '',
    groups: workspace.groupIds,
    abilities: ABILITIES.filter((name) => !workspace.abilitiesOff.includes(name)),
  }
}
