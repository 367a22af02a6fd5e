import { Elysia } from 'elysia'
import { ImportPage, ImportPreviewPage, type ImportRow } from '../../../views/workspace-import.tsx'
import type { Db } from '../../db/client.ts'
import { listGroups } from '../../db/groups.ts'
import { offersOfAgents } from '../../db/offers.ts'
import { type ImportOrder, importWorkspaces } from '../../db/workspace-import.ts'
import { listWorkspaces } from '../../db/workspaces.ts'
import {
  IMPORT_CHOICES,
  type ImportChoice,
  type ImportStep,
  importPlan,
} from '../../domain/import-plan.ts'
import { logger } from '../../log.ts'
import type { Texts } from '../../texts/index.ts'
import type { access } from '../web/access.ts'
import { type Form, readForm, readUpload } from '../web/form.ts'
import { idsIn } from '../web/params.ts'
import { entryOf } from './entry.ts'
import { type Read, readFile, writeFile } from './exchange.ts'
import { NAME_LENGTH } from './parse.ts'

type Deps = {
  readonly db: Db
  readonly now: () => number
  readonly access: ReturnType<typeof access>
  readonly profileRoots: readonly string[]
}

const log = logger('manager')

/** Workspaces into a file, and out of one. */
export function workspaceExchangeRoutes({ db, now, access, profileRoots }: Deps) {
  return new Elysia({ name: 'workspace-exchange', prefix: '/admin/workspaces' })
    .use(access)
    .post(
      '/export',
      async ({ request, viewer }) => {
        const picked = idsIn(await readForm(request))
        const all = await listWorkspaces(db, viewer)
        const rows = all.filter(({ id }) => picked.length === 0 || picked.includes(id))
        const at = new Date(now())
        log.info('Workspaces were exported', { by: viewer.username, workspaces: rows.length })
        return new Response(writeFile(rows.map(entryOf), at), {
          headers: {
            'content-type': 'application/json',
            'cache-control': 'no-store',
            'content-disposition': `attachment; filename="workspaces-${at.toISOString().slice(0, 10)}.json"`,
          },
        })
      },
      { admin: true },
    )
    .get('/import', ({ answer }) => answer.page(<ImportPage />), { admin: true })
    .post(
      '/import',
      async ({ request, viewer, answer }) => {
        const form = await readUpload(request)
        const uploaded = await form.file('file')
        const content = uploaded ?? form.text('content')
        if (content === '') {
          return answer.page(<ImportPage problem={answer.texts.exchange.noFile} />, { status: 422 })
        }
        const groups = await listGroups(db, viewer)
        const offers = await offersOfAgents(db, viewer)
        const read = readFile(content, groups, { profileRoots, offers })
        if (typeof read === 'function') {
          return answer.page(<ImportPage problem={read(answer.texts)} />, { status: 422 })
        }
        const steps = importPlan(
          read.map(({ name }) => name),
          await listWorkspaces(db, viewer),
          read.map((_, index) => chosen(form, index)),
          NAME_LENGTH,
        )
        const broken = read.some(({ problems }) => problems.length > 0)
        const asked = steps.some(({ act }) => act.kind === 'ask')
        const confirmed = uploaded === undefined
        if (broken || asked || !confirmed) {
          const rows = read.map((one, index) => ({
            ...rowOf(answer.texts, one, steps[index]),
            chosen: chosen(form, index) ?? 'skip',
          }))
          const props = { rows, content, asked: confirmed && asked && !broken }
          const status = broken ? 422 : props.asked ? 409 : 200
          return answer.page(<ImportPreviewPage {...props} />, { status })
        }
        const orders = read.flatMap(({ fields }, index) => ordersOf(fields, steps[index]))
        await importWorkspaces(db, viewer, orders)
        const created = orders.filter(({ kind }) => kind === 'create').length
        const counts = {
          created,
          replaced: orders.length - created,
          skipped: read.length - orders.length,
        }
        log.info('Workspaces were imported', { by: viewer.username, ...counts })
        const query = Object.entries(counts).map(([name, count]) => `${name}=${count}`)
        return answer.redirect(`/admin/workspaces?${query.join('&')}`)
      },
      { admin: true },
    )
}

function chosen(form: Form, index: number): ImportChoice | undefined {
  const typed = form.text(`choice-${index}`)
  return IMPORT_CHOICES.find((choice) => choice === typed)
}

function ordersOf(fields: Read['fields'], step: ImportStep | undefined): ImportOrder[] {
  if (!fields || !step) return []
  if (step.act.kind === 'create') {
    return [{ kind: 'create', fields: { ...fields, name: step.act.name } }]
  }
  return step.act.kind === 'replace' ? [{ kind: 'replace', id: step.act.id, fields }] : []
}

function rowOf(texts: Texts, read: Read, step: ImportStep | undefined): Omit<ImportRow, 'chosen'> {
  const { name, fields, groups, unknownGroups } = read
  return {
    name,
    source: fields ? (fields.kind === 'link' ? fields.linkUrl : fields.image) : '',
    enabled: fields?.enabled ?? false,
    groups,
    unknownGroups,
    problems: read.problems.map(({ field, say }) => ({ field, sentence: say(texts) })),
    createAs: step?.act.kind === 'create' ? step.act.name : undefined,
    choices: step?.choices ?? [],
  }
}
