import { Badge, type Tone } from './components/badge.tsx'
import { Icon } from './components/icon.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Empty } from './components/notice.tsx'
import { usePage, useTexts, useUrl } from './context.tsx'
import { formatDisk } from './format.ts'

export interface ImageOnAgent {
  readonly id: string
  readonly agent: string
  readonly state: 'absent' | 'pulling' | 'building' | 'ready' | 'failed'
  /** 0 to 100. */
  readonly percent: number
  /** What is being done, or why it failed and what to do. */
  readonly message: string
  /** Bytes; 0 while unknown. */
  readonly size: number
}

export interface ImageRow {
  readonly reference: string
  /** Names of the enabled workspaces that need it. */
  readonly usedBy: readonly string[]
  /** `id` is the agent's. */
  readonly agents: readonly ImageOnAgent[]
}

export interface ImagesPageProps {
  readonly images: readonly ImageRow[]
}

/** GET /admin/images */
export function ImagesPage(props: ImagesPageProps) {
  const { images: texts } = useTexts()
  const problems = props.images.filter(({ agents }) =>
    agents.some(({ state }) => state === 'failed'),
  ).length
  return (
    <AdminLayout title={texts.title} area="images">
      <header class="head">
        <div>
          <h1>{texts.title}</h1>
          <p>{texts.summary(props.images.length, problems)}</p>
        </div>
      </header>
      <ImageList {...props} />
    </AdminLayout>
  )
}

/** Also what the page asks for every few seconds: GET /admin/images with `HX-Request`. */
export function ImageList(props: ImagesPageProps) {
  const { images: texts } = useTexts()
  const url = useUrl()
  return (
    <div
      class="stack"
      id="images"
      hx-get={url('/admin/images')}
      hx-trigger="every 3s"
      hx-target="this"
      hx-swap="outerMorph"
    >
      {props.images.length === 0 && (
        <div class="card">
          <Empty title={texts.emptyTitle}>
            <p>{texts.emptyBody}</p>
          </Empty>
        </div>
      )}
      {props.images.map((image) => (
        <section class="card" key={image.reference}>
          <header>
            <h2 class="mono anywhere">{image.reference}</h2>
            <span class="small muted push">
              {image.usedBy.length === 0 ? texts.unused : texts.usedBy(image.usedBy.join(', '))}
            </span>
          </header>
          {image.agents.length === 0 ? (
            <p class="body muted">{texts.noAgents}</p>
          ) : (
            <AgentTable {...image} />
          )}
        </section>
      ))}
    </div>
  )
}

const TONES: Record<ImageOnAgent['state'], Tone> = {
  absent: 'off',
  pulling: 'info',
  building: 'info',
  ready: 'ok',
  failed: 'bad',
}

function AgentTable(image: ImageRow) {
  const { images: texts, common } = useTexts()
  return (
    <table class="table fold even">
      <caption class="sr">{texts.caption(image.reference)}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.agent}</th>
          <th scope="col">{common.status}</th>
          <th scope="col" class="end">
            {texts.size}
          </th>
          <th scope="col">
            <span class="sr">{common.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {image.agents.map((agent) => (
          <AgentRow key={agent.id} reference={image.reference} {...agent} />
        ))}
      </tbody>
    </table>
  )
}

function AgentRow(props: ImageOnAgent & { reference: string }) {
  const { texts } = usePage()
  const url = useUrl()
  const moving = props.state === 'pulling' || props.state === 'building'
  return (
    <tr>
      <th scope="row">
        <a class="name" href={url(`/admin/agents/${props.id}`)}>
          {props.agent}
        </a>
      </th>
      <td class="full wide">
        <Badge tone={TONES[props.state]} live={moving}>
          {texts.images[props.state]}
        </Badge>
        {moving && (
          <span class="row">
            <progress
              class="progress"
              max={100}
              value={props.percent}
              aria-label={texts.images.progress(props.reference, props.agent)}
            >
              {texts.common.percent(props.percent)}
            </progress>
            <span class="small num muted nb">{texts.common.percent(props.percent)}</span>
          </span>
        )}
        {props.message !== '' && <span class="sub anywhere">{props.message}</span>}
      </td>
      <td class="end num full" data-label={props.size > 0 ? texts.images.size : undefined}>
        {props.size > 0 && formatDisk(texts, props.size)}
      </td>
      <td class="acts">
        {props.state === 'failed' && (
          <form method="post" action={url('/admin/images/retry')}>
            <input type="hidden" name="reference" value={props.reference} />
            <input type="hidden" name="agent" value={props.id} />
            <button class="btn sm" type="submit">
              <Icon name="refresh-cw" />
              {texts.images.retry}
              <span class="sr">{texts.images.progress(props.reference, props.agent)}</span>
            </button>
          </form>
        )}
      </td>
    </tr>
  )
}
