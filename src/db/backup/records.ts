import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const Header = Type.Object({
  kind: Type.Literal('header'),
  /** Of the program that made it. */
  version: Type.String(),
  madeAt: Type.String(),
  /** `when` of the newest migration: what the tables look like. */
  migration: Type.Number(),
  /** Of all tables, for the progress. */
  rows: Type.Number(),
})

/** A file of the data directory that no database holds: a key. */
const KeyFile = Type.Object({
  kind: Type.Literal('key'),
  path: Type.String({ pattern: '^(secrets/)?[A-Za-z0-9][A-Za-z0-9._-]*$' }),
  base64: Type.String(),
})

const Table = Type.Object({
  kind: Type.Literal('table'),
  name: Type.String(),
  columns: Type.Array(Type.String()),
  /** Exactly as many follow. */
  rows: Type.Number(),
})

/** Rows of the last table: each an array of the columns in Postgres' text form. */
const Rows = Type.Object({
  kind: Type.Literal('rows'),
  rows: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
})

/** A file without it was cut off. */
const End = Type.Object({ kind: Type.Literal('end') })

const Entry = Type.Union([Header, KeyFile, Table, Rows, End])

export type Header = Static<typeof Header>
export type KeyFile = Static<typeof KeyFile>
export type Table = Static<typeof Table>
/** What a backup is a sequence of: a header, key files, tables with their rows, the end. */
export type Entry = Static<typeof Entry>

export function encodeEntry(entry: Entry): Buffer {
  return Bun.zstdCompressSync(JSON.stringify(entry))
}

/** Throws where it is none of ours: the seal has shown before that nobody changed it. */
export function decodeEntry(bytes: Buffer): Entry {
  return Value.Parse(Entry, JSON.parse(Bun.zstdDecompressSync(bytes).toString('utf8')))
}
