/**
 * `bun run check` on a copy of this tree, with one fault planted at a time: a rule that finds
 * nothing when there is something to find is worth nothing.
 */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

setDefaultTimeout(60_000)

const checkout = join(import.meta.dir, '../..')
let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'casement-plants-'))
  for (const file of tracked()) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(checkout, file), join(copy, file))
  }
  for (const folder of ['node_modules', 'vendor']) {
    symlinkSync(join(checkout, folder), join(copy, folder))
  }
  run('git', 'init', '-q')
  // .gitignore names folders, and here they are links.
  writeFileSync(join(copy, '.git/info/exclude'), 'node_modules\nvendor\n')
})
afterAll(() => rmSync(copy, { recursive: true }))

describe('bun run check', () => {
  test('passes on what is there', () => {
    expect(check()).toEqual({ output: expect.not.stringContaining('FAILED'), code: 0 })
  })

  const plants: readonly Plant[] = [
    {
      name: 'a role that imports another role',
      rule: 'imports',
      file: 'src/proxy/planted.ts',
      text: "import { startManager } from '../manager/index.ts'\n\nexport const planted = startManager\n",
      found: 'src/proxy/planted.ts:1: proxy imports manager (src/manager/index.ts)',
    },
    {
      name: 'SQL outside of src/db',
      rule: 'imports',
      file: 'src/manager/planted.ts',
      text: "import { sql } from 'drizzle-orm'\n\nexport const planted = sql`select 1`\n",
      found: 'src/manager/planted.ts:1: imports drizzle-orm, but src/db holds the only SQL',
    },
    {
      name: 'a test helper in the product',
      rule: 'imports',
      file: 'src/manager/planted.ts',
      text: "export { testDatabase } from '../testing/database.ts'\n",
      found:
        'src/manager/planted.ts:1: imports src/testing/database.ts, which exists for tests only',
    },
    {
      name: 'an any',
      rule: 'style',
      file: 'src/domain/planted.ts',
      text: 'export function planted(value: any): string {\n  return value\n}\n',
      found: /src\/domain\/planted\.ts:1:\d+ lint\/suspicious\/noExplicitAny/,
    },
    {
      name: 'an assertion',
      rule: 'code',
      file: 'src/domain/planted.ts',
      text: 'export function planted(value: unknown): string {\n  return value as string\n}\n',
      found: 'src/domain/planted.ts:2: "as string" asserts a type',
    },
    {
      name: 'a text that the catalogue lacks',
      rule: 'types',
      file: 'views/planted.tsx',
      text: "import { useTexts } from './context.tsx'\n\nexport function Planted() {\n  return <p>{useTexts().common.planted}</p>\n}\n",
      found: /views\/planted\.tsx\(4,\d+\): error TS2339: Property 'planted' does not exist/,
    },
    {
      name: 'a text beside the catalogue',
      rule: 'texts',
      file: 'views/planted.tsx',
      text: 'export function Planted(props: { on: boolean }) {\n  return <p>{props.on ? `Planted` : undefined}</p>\n}\n',
      found: 'views/planted.tsx:2: "Planted" is a text in markup',
    },
    {
      name: 'a column without its migration',
      rule: 'drift',
      file: 'src/db/schema.ts',
      text: (schema) =>
        `${schema}\nexport const planted = pgTable('planted', { id: uuid().primaryKey() })\n`,
      found:
        'src/db/schema.ts:1: has changed without a migration, so databases would lack: CREATE TABLE "planted"',
    },
    {
      name: 'a skipped test',
      rule: 'code',
      file: 'src/planted.test.ts',
      text: "import { test } from 'bun:test'\n\ntest.skip('planted', () => {})\n",
      found: 'src/planted.test.ts:3: test.skip: a test that may not run proves nothing',
    },
    {
      name: 'a clock in the domain',
      rule: 'code',
      file: 'src/domain/planted.ts',
      text: 'export function planted(): number {\n  return Date.now()\n}\n',
      found: 'src/domain/planted.ts:2: Date.now makes the domain depend on more than its arguments',
    },
    {
      name: 'the environment read anywhere',
      rule: 'code',
      file: 'src/agent/planted.ts',
      text: 'export const planted = process.env.HOME\n',
      found: 'src/agent/planted.ts:1: process.env is for src/main.ts and src/config.ts alone',
    },
    {
      name: 'a careless shell script',
      rule: 'shell',
      file: 'images/planted.sh',
      text: '#!/bin/sh\nplanted=1\n',
      found: 'images/planted.sh:2: planted appears unused.',
    },
    {
      name: 'a circle of imports',
      rule: 'imports',
      file: 'src/domain/planted.ts',
      text: "export { planted } from './planted.ts'\n",
      found: 'src/domain/planted.ts → src/domain/planted.ts',
    },
  ]

  test.each(plants)('fails on $name', ({ rule, file, text, found }) => {
    using _ = planted(file, text)
    const { output, code } = check(rule)
    if (typeof found === 'string') expect(output).toContain(found)
    else expect(output).toMatch(found)
    expect(output).toContain(`FAILED ${rule}`)
    expect(code).toBe(1)
  })
})

type Plant = {
  readonly name: string
  /** The one that finds it; the others do not run, for time. */
  readonly rule: string
  readonly file: string
  readonly text: string | ((before: string) => string)
  readonly found: string | RegExp
}

/** Writes a file of the copy; disposing puts back what was there. */
function planted(file: string, text: Plant['text']): Disposable {
  const path = join(copy, file)
  const before = tracked().includes(file) ? readFileSync(path, 'utf8') : undefined
  writeFileSync(path, typeof text === 'string' ? text : text(before ?? ''))
  return {
    [Symbol.dispose]: () => {
      if (before === undefined) rmSync(path)
      else writeFileSync(path, before)
    },
  }
}

function check(...rules: string[]) {
  const { stdout, stderr, exitCode } = run(process.execPath, 'scripts/check.ts', ...rules)
  return { output: `${stdout}${stderr}`, code: exitCode }
}

function run(...argv: string[]) {
  return Bun.spawnSync(argv, { cwd: copy, env: { ...process.env, NO_COLOR: '1' } })
}

function tracked(): string[] {
  const argv = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = Bun.spawnSync(argv, { cwd: checkout }).stdout.toString().split('\0')
  return listed.filter((file) => file !== '' && Bun.file(join(checkout, file)).size > 0)
}
