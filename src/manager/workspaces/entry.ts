import { type Static, type TProperties, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Workspace, WorkspaceRow } from '../../db/workspaces.ts'
import { ABILITIES } from '../../domain/abilities.ts'
import { PROFILE_KINDS } from '../../domain/profile.ts'
import { isRecord } from '../../domain/run-values.ts'
import type { Say } from '../../errors.ts'

/** What stays here: the id and the age of a row, and its place among the others of its list. */
type Own = 'id' | 'createdAt' | 'position'

/** A workspace as a file holds it: all of its columns but those, and its groups by name. */
export type Entry = Omit<Workspace, Own> & { readonly groups: readonly string[] }

/** Characters that stand on no line; TypeBox knows no classes of Unicode. */
const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029'
/** Between commas in the form, and on one line. */
const Word = Type.String({ pattern: `^[^,${CONTROL}]*$`, maxLength: 200 })
const Line = Type.String({ pattern: `^[^${CONTROL}]*$`, maxLength: 4096 })

/** The shapes of what a file may hold; whether it makes sense is for the form's own rules. */
const FIELDS = {
  name: Line,
  kind: Type.Union([Type.Literal('container'), Type.Literal('link')]),
  description: Line,
  icon: Line,
  tint: Type.Integer(),
  categories: Type.Array(Word),
  tags: Type.Array(Word),
  enabled: Type.Boolean(),
  image: Line,
  cores: Type.Number(),
  memory: Type.Integer({ minimum: 0 }),
  sharedMemory: Type.Integer({ minimum: 0 }),
  environment: Type.Record(Type.String(), Type.String({ pattern: '^[^\\n\\r]*$' })),
  maxSessions: Type.Integer({ minimum: 0 }),
  maxPerUser: Type.Integer({ minimum: 0 }),
  abilitiesOff: Type.Array(Type.Union(ABILITIES.map((name) => Type.Literal(name)))),
  profile: Type.Union(PROFILE_KINDS.map((kind) => Type.Literal(kind))),
  profilePath: Line,
  profileQuota: Type.Integer({ minimum: 0 }),
  profileSnapshots: Type.Integer({ minimum: 0 }),
  poolSize: Type.Integer({ minimum: 0 }),
  runConfig: Type.String({ maxLength: 100_000 }),
  execConfig: Type.String({ maxLength: 100_000 }),
  volumes: Type.Array(
    Type.Object(
      { source: Line, target: Line, readOnly: Type.Boolean() },
      { additionalProperties: false },
    ),
  ),
  devices: Type.Array(Word),
  network: Line,
  web: Type.Union([
    Type.Null(),
    Type.Object(
      {
        scheme: Type.Union([Type.Literal('http'), Type.Literal('https')]),
        port: Type.Integer({ minimum: 1, maximum: 65535 }),
        path: Line,
        user: Line,
        fingerprint: Line,
      },
      { additionalProperties: false },
    ),
  ]),
  zones: Type.Array(Word),
  labels: Type.Array(Word),
  linkUrl: Line,
  groups: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 }),
} satisfies TProperties & Record<keyof Entry, unknown>
const Whole = Type.Object(FIELDS)

/** A column that this file forgets does not compile. */
const DEFAULTS: Entry = {
  name: '',
  kind: 'container',
  description: '',
  icon: 'monitor',
  tint: 0,
  categories: [],
  tags: [],
  enabled: false,
  image: '',
  cores: 2,
  memory: 2_147_483_648,
  sharedMemory: 536_870_912,
  environment: {},
  maxSessions: 0,
  maxPerUser: 0,
  abilitiesOff: [],
  profile: 'off',
  profilePath: '',
  profileQuota: 0,
  profileSnapshots: 3,
  poolSize: 0,
  runConfig: '',
  execConfig: '',
  volumes: [],
  devices: [],
  network: '',
  web: null,
  zones: [],
  labels: [],
  linkUrl: '',
  groups: [],
}

/** Everything but what is its own: a column that is added is in the file from then on. */
export function entryOf(row: WorkspaceRow): Entry {
  const { id, createdAt, position, problem, ...entry } = row
  // Rounded: a float of 4 bytes in the database.
  return { ...entry, cores: Number(entry.cores.toFixed(3)) }
}

function isWhole(value: unknown): value is Static<typeof Whole> & Entry {
  return Value.Check(Whole, value)
}

/** A problem of an entry: which field, as the file names it, and why. */
export type EntryProblem = { readonly field: string; readonly say: Say }

/** An entry of a file with what it leaves out at its default; or all that is wrong with its shape. */
export function readEntry(value: unknown): Entry | readonly EntryProblem[] {
  if (!isRecord(value)) return [{ field: '', say: (t) => t.exchange.notAnEntry }]
  const problems = Object.entries(value).flatMap(([field, found]): EntryProblem[] => {
    const shape = isField(field) ? FIELDS[field] : undefined
    if (!shape) return [{ field, say: (t) => t.exchange.unknownField }]
    return Value.Check(shape, found) ? [] : [{ field, say: (t) => t.exchange.wrongShape }]
  })
  if (problems.length > 0) return problems
  const whole: unknown = { ...DEFAULTS, ...value }
  return isWhole(whole) ? whole : [{ field: '', say: (t) => t.exchange.notAnEntry }]
}

/** Of a field that an entry leaves out. */
export function isDefault(field: keyof Entry, value: unknown): boolean {
  return Bun.deepEquals(DEFAULTS[field], value)
}

function isField(name: string): name is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, name)
}
