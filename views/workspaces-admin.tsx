import { Badge } from './components/badge.tsx'
import { BulkBar, Pick, PickAll } from './components/bulk.tsx'
import { Icon, iconOr } from './components/icon.tsx'
import { InlineSwitch, type Outcome } from './components/inline.tsx'
import { AdminLayout } from './components/layout.tsx'
import { MoveButtons } from './components/move-buttons.tsx'
import { Empty, Notice } from './components/notice.tsx'
import { Search } from './components/search.tsx'
import { SortHead, type Sorting } from './components/sort.tsx'
import { Summary } from './components/summary.tsx'
import { Tags } from './components/tags.tsx'
import { ExportButton } from './components/workspace-export.tsx'
import { usePage, useTexts, useUrl } from './context.tsx'
import { formatCpus, formatMemory } from './format.ts'

const BULK = 'bulk-workspaces'

interface WorkspaceRowBase {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly icon: string
  readonly tint: number
  readonly tags: readonly string[]
  readonly enabled: boolean
  /** Names. */
  readonly groups: readonly string[]
}

export type WorkspaceRow =
  | (WorkspaceRowBase & {
      readonly kind: 'container'
      readonly image: string
      readonly cores: number
      /** Bytes. */
      readonly memory: number
      /** Why its image cannot be had, where that is so. */
      readonly problem?: string | undefined
    })
  | (WorkspaceRowBase & { readonly kind: 'link'; readonly url: string })

export interface WorkspaceTableProps {
  /** Those that the search finds. */
  readonly workspaces: readonly WorkspaceRow[]
  readonly sorting: Sorting
  readonly search: string
  /** The one that was moved a moment ago, and where it is now. */
  readonly moved?: { readonly name: string; readonly place: number } | undefined
}

export interface WorkspacesPageProps extends WorkspaceTableProps {
  /** Whatever is shown. */
  readonly total: number
  readonly enabled: number
  /** What came of a file a moment ago. */
  readonly imported?:
    | { readonly created: number; readonly replaced: number; readonly skipped: number }
    | undefined
}

/** GET /admin/workspaces?search=&sort= */
export function WorkspacesPage(props: WorkspacesPageProps) {
  const { workspaces: texts, exchange } = useTexts()
  const url = useUrl()
  const add = (
    <a class="btn primary" href={url('/admin/workspaces/new')}>
      <Icon name="plus" />
      {texts.add}
    </a>
  )
  return (
    <AdminLayout title={texts.title} area="workspaces">
      <header class="head">
        <div>
          <h1>{texts.title}</h1>
          <WorkspacesSummary {...props} />
        </div>
        {props.total > 0 && add}
      </header>
      {props.imported && (
        <Notice tone="ok" role="status" title={exchange.imported}>
          {exchange.importedBody(
            props.imported.created,
            props.imported.replaced,
            props.imported.skipped,
          )}
        </Notice>
      )}
      <div class="card">
        {props.total > 0 && (
          <header class="toolbar">
            <Search
              action="/admin/workspaces"
              label={texts.searchLabel}
              placeholder={texts.search}
              value={props.search}
            />
            <span class="row push">
              <a class="btn sm quiet" href={url('/admin/workspaces/import')}>
                <Icon name="upload" />
                {exchange.import}
              </a>
              <ExportButton title={exchange.exportTitle(props.total)}>
                {exchange.exportAll}
              </ExportButton>
            </span>
          </header>
        )}
        {props.total === 0 ? (
          <Empty title={texts.emptyTitle}>
            <p>{texts.emptyBody}</p>
            <span class="row">
              {add}
              <a class="btn" href={url('/admin/workspaces/import')}>
                {exchange.import}
              </a>
            </span>
          </Empty>
        ) : props.workspaces.length === 0 ? (
          <Empty title={texts.nothingFound}>
            <p>{texts.nothingFoundBody}</p>
          </Empty>
        ) : (
          <WorkspaceTable {...props} />
        )}
        <BulkBar
          id={BULK}
          action="/admin/workspaces/enabled"
          acts={[
            { value: 'enable', verb: texts.enablePicked },
            { value: 'disable', verb: texts.disablePicked },
            {
              value: 'export',
              verb: exchange.export,
              confirm: {
                one: exchange.exportOne,
                many: exchange.exportMany,
                body: exchange.exportBody,
                stay: exchange.stay,
              },
              download: '/admin/workspaces/export',
            },
          ]}
        />
      </div>
    </AdminLayout>
  )
}

export function WorkspacesSummary(props: { total: number; enabled: number; anew?: boolean }) {
  const { workspaces: texts } = useTexts()
  return <Summary anew={props.anew ?? false}>{texts.summary(props.total, props.enabled)}</Summary>
}

/** Also what POST /admin/workspaces/:id/move answers to htmx. */
export function WorkspaceTable(props: WorkspaceTableProps) {
  const { workspaces: texts, common } = useTexts()
  const { sorting, search, workspaces, moved } = props
  const sorts = { sorting, to: '/admin/workspaces', fields: { search } }
  const ordered = sorting.by === 'order' && sorting.direction === 'up' && search === ''
  return (
    <div id="workspaces">
      <p class="sr" role="status">
        {moved && texts.moved(moved.name, moved.place, workspaces.length)}
      </p>
      <table class="table fold">
        <caption class="sr">{texts.caption}</caption>
        <thead>
          <tr>
            <PickAll />
            <SortHead by="name" name={common.name} {...sorts} />
            <SortHead by="status" name={common.status} {...sorts} />
            <SortHead by="source" name={texts.source} {...sorts} />
            <th scope="col">{texts.gets}</th>
            <th scope="col">{texts.groups}</th>
            <SortHead by="order" name={texts.order} {...sorts} end />
          </tr>
        </thead>
        <tbody>
          {workspaces.map((workspace, index) => (
            <Row
              key={workspace.id}
              workspace={workspace}
              place={ordered ? { first: index === 0, last: index === workspaces.length - 1 } : null}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Whether people see its tile; with the summary also what POST /admin/workspaces/:id/enabled answers to htmx. */
export function WorkspaceSwitch(props: {
  id: string
  name: string
  enabled: boolean
  outcome?: Outcome
}) {
  const { workspaces: texts, common } = useTexts()
  return (
    <InlineSwitch
      id={`enabled-${props.id}`}
      to={`/admin/workspaces/${props.id}/enabled`}
      label={texts.enabledOf(props.name)}
      on={props.enabled}
      outcome={props.outcome}
    >
      {props.enabled ? common.enabled : common.disabled}
    </InlineSwitch>
  )
}

type Place = { readonly first: boolean; readonly last: boolean }

function Row({ workspace, place }: { workspace: WorkspaceRow; place: Place | null }) {
  const { texts } = usePage()
  const { workspaces } = texts
  const url = useUrl()
  const container = workspace.kind === 'container'
  const problem = container ? workspace.problem : undefined
  return (
    <tr id={`workspace-${workspace.id}`}>
      <Pick form={BULK} id={workspace.id} name={workspace.name} />
      <th scope="row">
        <span class="with-glyph">
          <span class="glyph" data-tint={workspace.tint}>
            <Icon name={iconOr(workspace.icon)} />
          </span>
          <span>
            <a class="name" href={url(`/admin/workspaces/${workspace.id}`)}>
              {workspace.name}
            </a>
            <span class="sub">{container ? workspaces.kindContainer : workspaces.kindLink}</span>
            <Tags words={workspace.tags} />
          </span>
        </span>
      </th>
      <td class="full">
        <WorkspaceSwitch id={workspace.id} name={workspace.name} enabled={workspace.enabled} />
        {problem !== undefined && (
          <>
            <Badge tone="bad">{workspaces.noImage}</Badge>
            <span class="sub clamp">{problem}</span>
          </>
        )}
      </td>
      <td class="full mono small anywhere">{container ? workspace.image : workspace.url}</td>
      <td class="full num" data-label={container ? workspaces.gets : undefined}>
        {container &&
          `${formatCpus(texts, workspace.cores)}, ${formatMemory(texts, workspace.memory)}`}
      </td>
      <td class="full" data-label={workspaces.groups}>
        {workspace.groups.length === 0 ? (
          <span class="muted">{workspaces.noGroups}</span>
        ) : (
          workspace.groups.join(', ')
        )}
      </td>
      <td class="acts">
        {place && (
          <MoveButtons
            id={workspace.id}
            name={workspace.name}
            to={`/admin/workspaces/${workspace.id}/move`}
            list="#workspaces"
            {...place}
          />
        )}
      </td>
    </tr>
  )
}
