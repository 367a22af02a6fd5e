import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { WorkspaceFields } from '../../db/workspaces.ts'
import { Invalid, type Say } from '../../errors.ts'
import { type Entry, type EntryProblem, isDefault, readEntry } from './entry.ts'
import { type Hosts, parseWorkspace } from './parse.ts'
import { asTyped } from './props.ts'
import { asForm } from './typed-form.ts'

/** Of the file's format: rises when a reader of the one before would misunderstand it. */
const VERSION = 1
const MOST_ENTRIES = 500

const File = Type.Object({
  casement: Type.Literal('workspaces'),
  version: Type.Integer({ minimum: 1 }),
  workspaces: Type.Array(Type.Unknown(), { maxItems: MOST_ENTRIES }),
})

/** Workspaces as a file that another installation, or a later one, can import. */
export function writeFile(entries: readonly Entry[], at: Date): string {
  const about = { casement: 'workspaces', version: VERSION, exportedAt: at.toISOString() }
  return `${JSON.stringify({ ...about, workspaces: entries }, null, 2)}\n`
}

/** One workspace of a file: what to make of it, or all that is wrong with it. */
export type Read = {
  readonly name: string
  readonly fields: WorkspaceFields | undefined
  readonly problems: readonly EntryProblem[]
  /** Names of groups that do not exist here: it is not shown to them. */
  readonly unknownGroups: readonly string[]
  readonly groups: readonly string[]
}

/** Columns that fields of the form are called otherwise for. */
const COLUMNS = new Map([
  ['url', 'linkUrl'],
  ['volumeSource', 'volumes'],
  ...(['webKind', 'webPort', 'webPath', 'webUser', 'webFingerprint'] as const).map(
    (field) => [field, 'web'] as const,
  ),
])

type Group = { readonly id: string; readonly name: string }

/** Every workspace of a file, held against the same rules as its form; or why it is no such file. */
export function readFile(
  text: string,
  groups: readonly Group[],
  hosts: Hosts,
): readonly Read[] | Say {
  const file = parsed(text)
  if (typeof file === 'function') return file
  if (file.version > VERSION) return (t) => t.exchange.newer
  if (file.workspaces.length === 0) return (t) => t.exchange.empty
  return file.workspaces.map((value) => readOne(value, groups, hosts))
}

function parsed(text: string): Static<typeof File> | Say {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return (t) => t.exchange.notJson
  }
  return Value.Check(File, value) ? value : (t) => t.exchange.notOurs(MOST_ENTRIES)
}

function readOne(value: unknown, groups: readonly Group[], hosts: Hosts): Read {
  const entry = readEntry(value)
  const name = nameIn(value)
  const nothing = { fields: undefined, unknownGroups: [], groups: [] }
  if (!('kind' in entry)) return { ...nothing, name, problems: entry }
  const shown = groups.filter((group) => entry.groups.includes(group.name))
  const unknownGroups = entry.groups.filter((one) => !groups.some((group) => group.name === one))
  const rest = { name, unknownGroups, groups: shown.map((group) => group.name) }
  try {
    const typed = asTyped({ ...entry, groupIds: shown.map(({ id }) => id) })
    const fields = parseWorkspace(asForm(typed), hosts)
    const lost = lostIn(entry, fields)
    return { ...rest, fields: lost.length > 0 ? undefined : fields, problems: lost }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const problems = Object.entries(error.fields).map(([field, say]) => ({
      field: COLUMNS.get(field) ?? field,
      say,
    }))
    return { ...rest, fields: undefined, problems }
  }
}

/** What the form does not carry is not dropped in silence. */
function lostIn(entry: Entry, fields: WorkspaceFields): EntryProblem[] {
  return entryFields(entry)
    .filter((field) => field !== 'groups' && !(field in fields) && !isDefault(field, entry[field]))
    .map((field) => ({ field, say: (t) => t.exchange.unknownField }))
}

function entryFields(entry: Entry): (keyof Entry)[] {
  return Object.keys(entry).filter((name): name is keyof Entry => name in entry)
}

function nameIn(value: unknown): string {
  const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : ''
  return typeof named === 'string' ? named.trim() : ''
}
