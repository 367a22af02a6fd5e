import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { codeOf } from '../errors.ts'

/** A small JSON file that another process reads: absent, or whole. */
export function writeRecord(path: string, value: object): void {
  mkdirSync(dirname(path), { recursive: true })
  const fresh = `${path}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify(value)}\n`, { mode: 0o644 })
  renameSync(fresh, path)
}

/** Undefined if there is none, or if what lies there was not written by us. */
export function readRecord<const S extends TSchema>(
  path: string,
  schema: S,
): Static<S> | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const value = parse(text)
  return Value.Check(schema, value) ? value : undefined
}

export function removeRecord(path: string): void {
  rmSync(path, { force: true })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // cut off, or somebody else's
  }
}
