import { Badge } from './components/badge.tsx'
import { BulkBar, Pick, PickAll } from './components/bulk.tsx'
import { Icon, iconOr } from './components/icon.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Empty } from './components/notice.tsx'
import { SortHead, type Sorting } from './components/sort.tsx'
import { Tags } from './components/tags.tsx'
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

export interface WorkspacesPageProps {
  readonly workspaces: readonly WorkspaceRow[]
  readonly sorting: Sorting
}

/** GET /admin/workspaces */
export function WorkspacesPage(props: WorkspacesPageProps) {
  const { workspaces: texts, common } = useTexts()
  const url = useUrl()
  const sorts = { sorting: props.sorting, to: '/admin/workspaces' }
  const enabled = props.workspaces.filter((workspace) => workspace.enabled).length
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
          <p>{texts.summary(props.workspaces.length, enabled)}</p>
        </div>
        {props.workspaces.length > 0 && add}
      </header>
      <div class="card">
        {props.workspaces.length === 0 ? (
          <Empty title={texts.emptyTitle}>
            <p>{texts.emptyBody}</p>
            {add}
          </Empty>
        ) : (
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
              </tr>
            </thead>
            <tbody>
              {props.workspaces.map((workspace) => (
                <Row key={workspace.id} {...workspace} />
              ))}
            </tbody>
          </table>
        )}
        <BulkBar
          id={BULK}
          action="/admin/workspaces/enabled"
          acts={[
            { value: 'enable', verb: texts.enablePicked },
            { value: 'disable', verb: texts.disablePicked },
          ]}
        />
      </div>
    </AdminLayout>
  )
}

function Row(workspace: WorkspaceRow) {
  const { texts } = usePage()
  const { common, workspaces } = texts
  const url = useUrl()
  const container = workspace.kind === 'container'
  const problem = container ? workspace.problem : undefined
  return (
    <tr>
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
        {workspace.enabled ? (
          <Badge tone={problem === undefined ? 'ok' : 'bad'}>
            {problem === undefined ? common.enabled : workspaces.noImage}
          </Badge>
        ) : (
          <Badge tone="off">{common.disabled}</Badge>
        )}
        {problem !== undefined && <span class="sub clamp">{problem}</span>}
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
    </tr>
  )
}
