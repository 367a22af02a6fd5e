import { expect, test } from 'bun:test'
import { Commits } from './commits.ts'

const bytes = (...words: string[]) => Buffer.from(`${words.join('\0')}\0`)

function query(commits: Commits, statement: string) {
  return commits.see('Q', bytes(statement))
}

test('a write outside of a transaction commits by itself, a read never', () => {
  const commits = new Commits()
  const write = `update "sessions" set "state" = 'running'`
  expect(query(commits, write)).toBe(write)
  expect(query(commits, 'select "id" from "sessions"')).toBeUndefined()
})

test('in a transaction it is the commit that counts, and only where sessions were written', () => {
  const commits = new Commits()
  const write = 'insert into "sessions" ("id") values ($1)'
  const others = 'update "agents" set "enabled" = true'
  for (const [statements, committed] of [
    [['begin ', write, others, 'commit'], write],
    [['begin', others, 'commit'], undefined],
    [['begin', 'savepoint a', write, 'rollback to a', 'commit'], write],
    [['begin', write, 'rollback'], undefined],
  ] as const) {
    const seen = statements.map((statement) => query(commits, statement))
    expect(seen.slice(0, -1).every((one) => one === undefined)).toBe(true)
    expect(seen.at(-1)).toBe(committed)
  }
})

test('a prepared statement is known by its name whenever it is executed', () => {
  const commits = new Commits()
  const write = 'with a as (update "sessions" set "percent" = $1 returning *) select * from a'
  commits.see('P', bytes('s1', write, ''))
  for (let i = 0; i < 2; i++) {
    expect(commits.see('B', bytes('', 's1', ''))).toBeUndefined()
    expect(commits.see('E', bytes('', ''))).toBe(write)
  }
})
