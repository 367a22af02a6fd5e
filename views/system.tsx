import { Badge } from './components/badge.tsx'
import { Icon } from './components/icon.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { Time } from './components/time.tsx'
import { usePage, useUrl } from './context.tsx'
import { formatDisk, formatDuration } from './format.ts'

export interface SystemPageProps {
  readonly installationId: string
  readonly version: string
  readonly roles: readonly string[]
  readonly startedAt: Date
  readonly database: {
    readonly kind: 'embedded' | 'external'
    /** `17.10` */
    readonly version: string
    readonly bytes?: number | undefined
    /** The name of the newest migration that is applied. */
    readonly schema?: string | undefined
  }
  readonly agents: readonly SystemAgent[]
  readonly frontDoors: readonly SystemFrontDoor[]
  /** Whatever else needs an admin, as sentences. */
  readonly problems: readonly string[]
}

export interface SystemAgent {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly docker?: string | undefined
  readonly lastSeen?: Date | undefined
  /** Why sessions cannot run there. */
  readonly problem?: string | undefined
  /** Not in the way, but an admin should know. */
  readonly warnings: readonly string[]
}

export interface SystemFrontDoor {
  readonly id: string
  readonly name: string
  /** None: plain HTTP. */
  readonly certificates: readonly {
    readonly names: readonly string[]
    readonly issuer: string
    readonly selfSigned: boolean
    readonly expires: Date
  }[]
  /** Why it got no others, in the words of who refused. */
  readonly trouble?: string | undefined
}

/** GET /admin/system */
export function SystemPage(props: SystemPageProps) {
  const { texts, now } = usePage()
  const { agents, common, system } = texts
  const url = useUrl()
  const broken = props.agents.filter(({ problem }) => problem !== undefined)
  const warnings = props.agents.flatMap(({ name, warnings }) =>
    warnings.map((warning) => ({ name, warning })),
  )
  const troubled = props.frontDoors.filter(({ trouble }) => trouble !== undefined)
  const count = broken.length + warnings.length + props.problems.length + troubled.length
  const seconds = (now.getTime() - props.startedAt.getTime()) / 1000
  return (
    <AdminLayout title={system.title} area="system">
      <header class="head">
        <div>
          <h1>{system.title}</h1>
          <p>{count === 0 ? system.well : system.needsLook(count)}</p>
        </div>
        <a class="btn" href={url('/admin/system/front')}>
          <Icon name="gauge" />
          {texts.front.link}
        </a>
      </header>
      {count > 0 && (
        <section class="card" aria-labelledby="need">
          <header>
            <h2 id="need">{system.attention}</h2>
            <span class="count">{count}</span>
          </header>
          <div class="body stack tight">
            {props.problems.map((problem) => (
              <Notice key={problem} tone="bad" title={problem} />
            ))}
            {troubled.map(({ id, name, trouble }) => (
              <Notice key={id} tone="warn" title={system.certificateTrouble(name)}>
                {trouble}
              </Notice>
            ))}
            {broken.map(({ id, name, problem }) => (
              <Notice
                key={id}
                tone="bad"
                icon="unplug"
                title={agents.problemTitle(name)}
                action={
                  <a class="btn sm" href={url(`/admin/agents/${id}`)}>
                    {agents.openAgent}
                  </a>
                }
              >
                {problem}
              </Notice>
            ))}
            {warnings.map(({ name, warning }) => (
              <Notice key={`${name} ${warning}`} tone="warn" title={agents.warningTitle(name)}>
                {warning}
              </Notice>
            ))}
          </div>
        </section>
      )}
      <div class="split even">
        <section class="card" aria-labelledby="installation">
          <header>
            <h2 id="installation">{system.installation}</h2>
          </header>
          <div class="body">
            <dl class="kv">
              <dt>{system.installationId}</dt>
              <dd class="mono">{props.installationId}</dd>
              <dt>{system.version}</dt>
              <dd>{props.version}</dd>
              <dt>{system.roles}</dt>
              <dd>{props.roles.join(', ')}</dd>
              <dt>{system.started}</dt>
              <dd>
                <Time at={props.startedAt} />
              </dd>
              <dt>{system.uptime}</dt>
              <dd class="num">{formatDuration(texts, seconds)}</dd>
            </dl>
          </div>
        </section>
        <section class="card" aria-labelledby="database">
          <header>
            <h2 id="database">{system.database}</h2>
          </header>
          <div class="body">
            <dl class="kv">
              <dt>{system.databaseVersion}</dt>
              <dd>
                {props.database.version},{' '}
                {props.database.kind === 'embedded' ? system.embedded : system.external}
              </dd>
              {props.database.bytes !== undefined && (
                <>
                  <dt>{system.databaseSize}</dt>
                  <dd class="num">{formatDisk(texts, props.database.bytes)}</dd>
                </>
              )}
              {props.database.schema !== undefined && (
                <>
                  <dt>{system.schema}</dt>
                  <dd class="mono">{props.database.schema}</dd>
                </>
              )}
            </dl>
          </div>
        </section>
      </div>
      {props.frontDoors.length > 0 && <FrontDoors doors={props.frontDoors} />}
      <section class="card" aria-labelledby="agents">
        <header>
          <h2 id="agents">{system.agents}</h2>
        </header>
        {props.agents.length === 0 ? (
          <p class="body muted">{system.noAgents}</p>
        ) : (
          <table class="table fold">
            <thead>
              <tr>
                <th scope="col">{agents.agent}</th>
                <th scope="col">{common.status}</th>
                <th scope="col">{agents.version}</th>
                <th scope="col">{system.docker}</th>
              </tr>
            </thead>
            <tbody>
              {props.agents.map((agent) => (
                <tr key={agent.id}>
                  <th scope="row">
                    <a class="name" href={url(`/admin/agents/${agent.id}`)}>
                      {agent.name}
                    </a>
                    {agent.lastSeen && (
                      <span class="sub">
                        {agents.seenWord} <Time at={agent.lastSeen} />
                      </span>
                    )}
                  </th>
                  <td class="full">
                    {agent.problem === undefined ? (
                      <Badge tone="ok">{system.ready}</Badge>
                    ) : (
                      <Badge tone="bad">{system.notReady}</Badge>
                    )}
                  </td>
                  <td class="num" data-label={agents.version}>
                    {agent.version}
                  </td>
                  <td class="num" data-label={system.docker}>
                    {agent.docker ?? common.none}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </AdminLayout>
  )
}

function FrontDoors({ doors }: { doors: readonly SystemFrontDoor[] }) {
  const { texts, now } = usePage()
  const { system } = texts
  const rows = doors.flatMap(({ id, name, certificates }) => {
    const shown = certificates.length === 0 ? [undefined] : certificates
    return shown.map((certificate, i) => ({ key: `${id} ${i}`, name, certificate }))
  })
  return (
    <section class="card" aria-labelledby="https">
      <header>
        <h2 id="https">{system.https}</h2>
      </header>
      <table class="table fold">
        <thead>
          <tr>
            <th scope="col">{system.frontDoor}</th>
            <th scope="col">{system.names}</th>
            <th scope="col">{system.issuer}</th>
            <th scope="col">{system.expires}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, certificate }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {certificate ? (
                <>
                  <td class="full">{certificate.names.join(', ')}</td>
                  <td data-label={system.issuer}>
                    {certificate.selfSigned ? system.ownIssuer : certificate.issuer}
                  </td>
                  <td class="num" data-label={system.expires}>
                    {system.expiresIn(daysUntil(certificate.expires, now))}
                  </td>
                </>
              ) : (
                <td class="full" colspan={3}>
                  {system.plainHttp}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function daysUntil(end: Date, now: Date): number {
  return Math.floor((end.getTime() - now.getTime()) / (24 * 60 * 60 * 1000))
}
