import { WorkspaceAbilities } from './components/ability-switches.tsx'
import { Badge } from './components/badge.tsx'
import { Crumbs } from './components/crumbs.tsx'
import { ConfirmDialog } from './components/dialog.tsx'
import { ChoicesField, SwitchField, TextArea, TextField } from './components/field.tsx'
import { Icon } from './components/icon.tsx'
import { IconPicker } from './components/icon-picker.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { type KeptProfile, ProfileList, ProfilesGone } from './components/profile-list.tsx'
import { RecordForm } from './components/record-form.tsx'
import { SaveBar } from './components/save-bar.tsx'
import { SegmentField } from './components/segment-field.tsx'
import { type ContainerProps, WorkspaceContainer } from './components/workspace-container.tsx'
import { ExportButton } from './components/workspace-export.tsx'
import { WorkspaceKeeps } from './components/workspace-keeps.tsx'
import { WorkspaceWeb } from './components/workspace-web.tsx'
import { type Where, WorkspaceWhere } from './components/workspace-where.tsx'
import { useTexts, useUrl } from './context.tsx'
import { type FormState, textOf } from './form.ts'

/**
 * All are texts as typed, except `groups` (ids), `enabled` (`on` or absent). `kind` is `container` or
 * `link`, `tint` 0 to 5, `memory` and `sharedMemory` like `4 GiB`, `environment` lines of NAME=value,
 * `categories`, `tags` and
 * `labels` separated by commas, the volumes' three as many as there are rows, `devices` separated by commas, the configs JSON, `zones` names, `abilities` the names of those that are on. Fields of the other kind are sent too and are to be ignored.
 */
export const WORKSPACE_FIELDS = [
  'kind',
  'name',
  'description',
  'icon',
  'tint',
  'categories',
  'tags',
  'image',
  'cores',
  'memory',
  'sharedMemory',
  'environment',
  'maxSessions',
  'maxPerUser',
  'profile',
  'profilePath',
  'profileQuota',
  'profileSnapshots',
  'poolSize',
  'volumeSource',
  'volumeTarget',
  'volumeMode',
  'devices',
  'network',
  'webKind',
  'webPort',
  'webPath',
  'webUser',
  'webFingerprint',
  'runConfig',
  'execConfig',
  'zones',
  'labels',
  'url',
  'enabled',
  'groups',
  'abilities',
] as const
export type WorkspaceField = (typeof WORKSPACE_FIELDS)[number]

export interface WorkspaceFormProps {
  /** Absent for a new one. */
  readonly workspace?:
    | {
        readonly id: string
        readonly name: string
        readonly enabled: boolean
        readonly sessions: number
        readonly profiles: readonly KeptProfile[]
      }
    | undefined
  readonly form: FormState<WorkspaceField>
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  readonly where: Where
  /** The name of the workspace that a new one is a copy of. */
  readonly copyOf?: string | undefined
  /** Names of variables that look as if they hold a secret; asked about before an export. */
  readonly secrets?: readonly string[] | undefined
  readonly container: ContainerProps
  readonly saved?: boolean | undefined
}

/** GET /admin/workspaces/new and /admin/workspaces/:id */
export function WorkspaceFormPage(props: WorkspaceFormProps) {
  const { workspaces: texts, common, profiles, exchange } = useTexts()
  const url = useUrl()
  const { workspace, copyOf } = props
  const newTitle = copyOf === undefined ? texts.newTitle : exchange.copyTitle(copyOf)
  const title = workspace?.name ?? newTitle
  return (
    <AdminLayout title={title} area="workspaces">
      <header class="head">
        <div>
          <Crumbs links={[{ name: texts.title, href: '/admin/workspaces' }]} />
          <h1>{title}</h1>
          {workspace && (
            <p class="row">
              <Badge tone={workspace.enabled ? 'ok' : 'off'}>
                {workspace.enabled ? common.enabled : common.disabled}
              </Badge>
            </p>
          )}
        </div>
        {workspace && (
          <span class="row">
            <a class="btn" href={url(`/admin/workspaces/new?from=${workspace.id}`)}>
              <Icon name="copy" />
              {exchange.duplicate}
            </a>
            <ExportButton
              title={exchange.exportTitle(1)}
              id={workspace.id}
              secrets={props.secrets ?? []}
            >
              {exchange.export}
            </ExportButton>
            <button class="btn danger" type="button" data-dialog="delete">
              {texts.delete}
            </button>
            <ConfirmDialog
              id="delete"
              title={texts.deleteTitle(workspace.name)}
              verb={texts.delete}
              action={`/admin/workspaces/${workspace.id}/delete`}
            >
              {texts.deleteBody(workspace.sessions)} <ProfilesGone profiles={workspace.profiles} />
            </ConfirmDialog>
          </span>
        )}
      </header>
      {copyOf !== undefined && (
        <Notice tone="info" title={title}>
          {exchange.copyBody}
        </Notice>
      )}
      {props.saved && <Notice tone="ok" role="status" title={common.saved} />}
      <WorkspaceForm {...props} />
      {workspace && workspace.profiles.length > 0 && (
        <section class="stack" id="profiles">
          <h2>{profiles.ofWorkspace}</h2>
          <ProfileList profiles={workspace.profiles} base="/admin/profiles" />
        </section>
      )}
    </AdminLayout>
  )
}

/** Also what a refused POST to the same path answers to htmx. */
export function WorkspaceForm(props: WorkspaceFormProps) {
  const { workspaces: texts, profiles, where, container, web } = useTexts()
  const { form } = props
  return (
    <RecordForm
      id="workspace-form"
      to={`/admin/workspaces/${props.workspace?.id ?? 'new'}`}
      form={form}
      kind={textOf(form, 'kind') || 'container'}
      labels={{
        kind: texts.kind,
        name: texts.name,
        description: texts.description,
        icon: texts.icon,
        tint: texts.tint,
        categories: texts.categories,
        tags: texts.tags,
        image: texts.image,
        cores: texts.cores,
        memory: texts.memory,
        sharedMemory: texts.sharedMemory,
        environment: texts.environment,
        maxSessions: texts.maxSessions,
        maxPerUser: texts.maxPerUser,
        profile: profiles.kind,
        profilePath: profiles.path,
        profileQuota: profiles.quota,
        profileSnapshots: profiles.keep,
        poolSize: profiles.pool,
        volumeSource: container.volumes,
        devices: container.devices,
        network: container.network,
        webKind: web.kind,
        webPort: web.port,
        webPath: web.path,
        webUser: web.user,
        webFingerprint: web.fingerprint,
        runConfig: container.runConfig,
        execConfig: container.execConfig,
        zones: where.zones,
        labels: where.labels,
        url: texts.url,
        enabled: texts.enabled,
        groups: texts.groups,
      }}
    >
      <section class="card">
        <header>
          <h2>{texts.whatItIs}</h2>
        </header>
        <div class="body stack">
          <SegmentField
            form={form}
            name="kind"
            label={texts.kind}
            choices={[
              { value: 'container', label: texts.kindContainer },
              { value: 'link', label: texts.kindLink },
            ]}
          />
          <div class="pair">
            <TextField form={form} name="name" label={texts.name} required />
            <TextField
              form={form}
              name="categories"
              label={texts.categories}
              help={texts.categoriesHelp}
            />
          </div>
          <div class="pair">
            <TextField
              form={form}
              name="description"
              label={texts.description}
              help={texts.descriptionHelp}
            />
            <TextField form={form} name="tags" label={texts.tags} help={texts.tagsHelp} />
          </div>
          <IconPicker icon={textOf(form, 'icon')} tint={textOf(form, 'tint')} />
          <div class="of-link">
            <TextField
              form={form}
              name="url"
              label={texts.url}
              help={texts.urlHelp}
              inputmode="url"
              mono
            />
          </div>
          <div class="of-container">
            <TextField form={form} name="image" label={texts.image} help={texts.imageHelp} mono />
          </div>
        </div>
      </section>
      <section class="card of-container">
        <header>
          <h2>{texts.whatItGets}</h2>
        </header>
        <div class="body stack">
          <div class="pair">
            <TextField
              form={form}
              name="cores"
              label={texts.cores}
              help={texts.coresHelp}
              inputmode="decimal"
            />
            <TextField form={form} name="memory" label={texts.memory} help={texts.memoryHelp} />
            <TextField
              form={form}
              name="sharedMemory"
              label={texts.sharedMemory}
              help={texts.sharedMemoryHelp}
            />
          </div>
          <TextArea
            form={form}
            name="environment"
            label={texts.environment}
            help={texts.environmentHelp}
            mono
          />
        </div>
      </section>
      <section class="card of-container">
        <header>
          <h2>{texts.limits}</h2>
        </header>
        <div class="body pair">
          <TextField
            form={form}
            name="maxSessions"
            label={texts.maxSessions}
            help={texts.maxSessionsHelp}
            inputmode="numeric"
          />
          <TextField
            form={form}
            name="maxPerUser"
            label={texts.maxPerUser}
            help={texts.maxPerUserHelp}
            inputmode="numeric"
          />
        </div>
      </section>
      <WorkspaceWeb form={form} />
      <WorkspaceContainer form={form} container={props.container} />
      <WorkspaceAbilities form={form} />
      <WorkspaceKeeps form={form} />
      <WorkspaceWhere form={form} where={props.where} />
      <section class="card">
        <header>
          <h2>{texts.whoSees}</h2>
        </header>
        <div class="body stack">
          <SwitchField form={form} name="enabled" label={texts.enabled} help={texts.enabledHelp} />
          <ChoicesField
            form={form}
            name="groups"
            label={texts.groups}
            help={texts.groupsHelp}
            empty={texts.noGroupsYet}
            choices={props.groups.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
      </section>
      <SaveBar
        verb={props.workspace ? texts.save : texts.create}
        back="/admin/workspaces"
        note={props.workspace && texts.saveNote}
      />
    </RecordForm>
  )
}
