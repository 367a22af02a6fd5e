import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../testing/until.ts'
import { AccessLog } from './access-log.ts'
import { rotate } from './log-file.ts'

const dir = mkdtempSync(join(tmpdir(), 'casement-access-log-'))
afterAll(() => rmSync(dir, { recursive: true }))

function emptyFile(): string {
  const file = join(dir, crypto.randomUUID())
  writeFileSync(file, '')
  return file
}

function linesIn(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1)
}

test('lines of several writers lie whole in one file, none of them lost', async () => {
  const file = emptyFile()
  const writers = Array.from(
    { length: 4 },
    () => new AccessLog({ mode: 'full', file, format: 'json' }),
  )
  const expected: string[] = []
  for (let number = 0; number < 5000; number++) {
    for (const [writer, log] of writers.entries()) {
      const line = `${writer} ${number} ${'x'.repeat(number % 300)}`
      expected.push(line)
      log.add(line)
    }
    if (number % 500 === 0) await Bun.sleep(0)
  }
  await until('what waits to be written', () => linesIn(file).length > 0)
  for (const log of writers) log[Symbol.dispose]()
  await until('all lines', () => linesIn(file).length === expected.length)
  expect(linesIn(file).sort()).toEqual(expected.sort())
})

test('a file that was moved away is followed by the one that takes its name', async () => {
  const file = emptyFile()
  using log = new AccessLog({ mode: 'full', file, format: 'json' })
  log.add('before')
  await until('the first line', () => linesIn(file).length === 1)
  renameSync(file, `${file}.moved`)
  writeFileSync(file, '')
  await until('a line in the new file', () => {
    log.add('after')
    return linesIn(file).length > 0
  })
  expect(linesIn(`${file}.moved`)[0]).toBe('before')
  expect(new Set(linesIn(file))).toEqual(new Set(['after']))
})

test('what the disk does not take in time is dropped and counted, and nobody waits', async () => {
  const file = emptyFile()
  using log = new AccessLog({ mode: 'full', file, format: 'json' })
  const line = 'x'.repeat(1000)
  // All in one turn, in which no write comes to its end.
  for (let number = 0; number < 10_000; number++) log.add(line)
  await until('the count', () => linesIn(file).some((one) => one.includes('dropped')))

  const whole = linesIn(file).filter((one) => one === line).length
  const [, dropped] = /"event":"dropped","lines":(\d+)/.exec(readFileSync(file, 'utf8')) ?? []
  expect(whole + Number(dropped)).toBe(10_000)
  expect(whole).toBeGreaterThan(4000)
})

test('a large file makes room, and the oldest goes', () => {
  const file = emptyFile()
  for (let age = 0; age < 7; age++) {
    writeFileSync(file, `log ${age}`)
    expect(rotate(file, 3)).toBe(true)
  }
  expect([1, 2, 3, 4].map((age) => readFileSync(`${file}.${age}`, 'utf8'))).toEqual([
    'log 6',
    'log 5',
    'log 4',
    'log 3',
  ])
  expect(Bun.file(`${file}.5`).size).toBe(0)
  expect(rotate(file, 3)).toBe(false)
})
