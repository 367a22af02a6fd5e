import type { ComponentChildren } from 'preact'
import { IMPORT_CHOICES, type ImportChoice } from '../src/domain/import-plan.ts'
import { Crumbs } from './components/crumbs.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { useTexts, useUrl } from './context.tsx'

const TO = '/admin/workspaces/import'

export interface ImportRow {
  /** Empty where the file gives none. */
  readonly name: string
  /** Its image or address. */
  readonly source: string
  readonly enabled: boolean
  /** Names of those that exist here, and of those that do not. */
  readonly groups: readonly string[]
  readonly unknownGroups: readonly string[]
  /** Each with the label of its field. */
  readonly problems: readonly { readonly field: string; readonly sentence: string }[]
  /** Under which name it is created; absent where it is not. */
  readonly createAs?: string | undefined
  /** Its name is taken: what may be done, and what is chosen. Empty: nothing is asked. */
  readonly choices: readonly ImportChoice[]
  readonly chosen: ImportChoice
}

/** GET /admin/workspaces/import, and what a refused POST there answers. */
export function ImportPage(props: { problem?: string | undefined }) {
  const { exchange } = useTexts()
  return (
    <Page>
      {props.problem !== undefined && (
        <Notice tone="bad" role="alert" focus title={exchange.notRead}>
          {props.problem}
        </Notice>
      )}
      <FileForm verb={exchange.look} primary />
    </Page>
  )
}

/** What the file holds and what would become of it: answered to its POST, before anything is saved. */
export function ImportPreviewPage(props: {
  rows: readonly ImportRow[]
  /** The file, to be sent again with what was chosen. */
  content: string
  /** A name was taken while the admin looked. */
  asked: boolean
}) {
  const { exchange } = useTexts()
  const url = useUrl()
  const { rows } = props
  const broken = rows.filter(({ problems }) => problems.length > 0).length
  return (
    <Page>
      {broken > 0 && (
        <Notice tone="bad" role="alert" focus title={exchange.notRead}>
          {exchange.broken(broken, rows.length)}
        </Notice>
      )}
      {props.asked && <Notice tone="warn" role="alert" focus title={exchange.asked} />}
      <form class="stack" method="post" action={url(TO)} enctype="multipart/form-data" data-once>
        <input type="hidden" name="content" value={props.content} />
        <div class="card">
          <header>
            <h2>{exchange.preview(rows.length)}</h2>
          </header>
          <Table rows={rows} />
          {broken === 0 && (
            <footer>
              <button class="btn primary" type="submit">
                {exchange.done}
              </button>
              <span class="small muted">{exchange.nothingYet}</span>
            </footer>
          )}
        </div>
      </form>
      <FileForm verb={exchange.another} />
    </Page>
  )
}

function Page(props: { children: ComponentChildren }) {
  const { workspaces, exchange } = useTexts()
  return (
    <AdminLayout title={exchange.importTitle} area="workspaces">
      <header class="head">
        <div>
          <Crumbs links={[{ name: workspaces.title, href: '/admin/workspaces' }]} />
          <h1>{exchange.importTitle}</h1>
          <p>{exchange.importBody}</p>
        </div>
      </header>
      {props.children}
    </AdminLayout>
  )
}

function FileForm(props: { verb: string; primary?: boolean }) {
  const { exchange } = useTexts()
  const url = useUrl()
  return (
    <form class="card form" method="post" action={url(TO)} enctype="multipart/form-data">
      <div class="body field">
        <label for="field-file">{exchange.file}</label>
        <input
          class="input"
          id="field-file"
          type="file"
          name="file"
          accept=".json,application/json"
          required
          aria-describedby="field-file-help"
        />
        <p class="help" id="field-file-help">
          {exchange.fileHelp}
        </p>
      </div>
      <footer>
        <button class={props.primary ? 'btn primary' : 'btn'} type="submit">
          {props.verb}
        </button>
      </footer>
    </form>
  )
}

function Table(props: { rows: readonly ImportRow[] }) {
  const { exchange, common, workspaces } = useTexts()
  return (
    <table class="table fold">
      <caption class="sr">{exchange.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{common.name}</th>
          <th scope="col">{workspaces.source}</th>
          <th scope="col">{workspaces.groups}</th>
          <th scope="col">{exchange.becomes}</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may come twice, places do not
          <tr key={index}>
            <th scope="row">
              <b class="anywhere">{row.name || exchange.unnamed}</b>
              {!row.enabled && row.problems.length === 0 && <span class="sub">{exchange.off}</span>}
            </th>
            <td class="full mono small anywhere">{row.source}</td>
            <td class="full" data-label={workspaces.groups}>
              {row.groups.length === 0 ? (
                <span class="muted">{exchange.noGroups}</span>
              ) : (
                row.groups.join(', ')
              )}
              {row.unknownGroups.length > 0 && (
                <span class="sub wrap">{exchange.unknownGroups(row.unknownGroups.join(', '))}</span>
              )}
            </td>
            <td class="full">
              {row.problems.length > 0 ? (
                <Problems problems={row.problems} />
              ) : (
                <Becomes row={row} index={index} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Problems(props: { problems: ImportRow['problems'] }) {
  const { exchange } = useTexts()
  return (
    <ul class="problems small">
      {props.problems.map(({ field, sentence }) => (
        <li key={field}>
          <b class="mono">{field || exchange.whole}</b> {sentence}
        </li>
      ))}
    </ul>
  )
}

function Becomes({ row, index }: { row: ImportRow; index: number }) {
  const { exchange } = useTexts()
  if (row.choices.length === 0) {
    const { createAs = row.name } = row
    return <>{createAs === row.name ? exchange.create : exchange.createAs(createAs)}</>
  }
  return (
    <fieldset class="field">
      <legend class="small muted">{exchange.taken(row.name)}</legend>
      <div class="segment">
        {IMPORT_CHOICES.filter((choice) => row.choices.includes(choice)).map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name={`choice-${index}`}
              value={choice}
              checked={choice === row.chosen}
            />
            {exchange.choices[choice]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
