import { beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'
import { temporaryFolder } from '../../testing/folder.ts'
import { HEAD, type LockBox, MAGIC, openLockBox } from './lock-box.ts'
import { readBackup, readFrames } from './read-file.ts'
import type { Entry } from './records.ts'
import { writeBackup } from './write-file.ts'

const PASSPHRASE = 'a quiet window that öpens'
const ENTRIES: Entry[] = [
  { kind: 'header', version: '1', madeAt: 'now', migration: 7, rows: 2 },
  { kind: 'key', path: 'secrets/master.key', base64: 'AAAA' },
  { kind: 'table', name: 'users', columns: ['a', 'b'], rows: 2 },
  { kind: 'rows', rows: [['é\n\t\\N"', null]] },
  { kind: 'rows', rows: [['', '💡']] },
  { kind: 'end' },
]

async function* each(entries: readonly Entry[]) {
  yield* entries
}

function open(bytes: Buffer, passphrase = PASSPHRASE) {
  return collect(bytes, (path) => readBackup(path, passphrase))
}

/** With the key that was derived once, since that takes its time. */
function openFrames(bytes: Buffer) {
  return collect(bytes, async function* (path) {
    await using file = await openFile(path)
    await file.read(Buffer.alloc(HEAD))
    yield* readFrames(file, box, path)
  })
}

async function collect(bytes: Buffer, read: (path: string) => AsyncIterable<Entry>) {
  using folder = temporaryFolder()
  const path = join(folder.path, 'changed')
  writeFileSync(path, bytes)
  const entries: Entry[] = []
  try {
    for await (const entry of read(path)) entries.push(entry)
    return { entries, said: 'nothing' }
  } catch (error) {
    return { entries, said: messageOf(error) }
  }
}

let whole: Buffer
let box: LockBox
beforeAll(async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'backup')
  await writeBackup(path, PASSPHRASE, each(ENTRIES))
  whole = readFileSync(path)
  const opened = await openLockBox(PASSPHRASE, whole.subarray(0, HEAD))
  if (!opened) throw new Error('it does not open')
  box = opened
})

/** Where each frame begins, and where the last one ends. */
function frames(): number[] {
  const starts = [HEAD]
  for (let at = HEAD; at < whole.length; starts.push(at)) at += 4 + whole.readUInt32BE(at)
  return starts
}

function frame(n: number): Buffer {
  return whole.subarray(frames()[n], frames()[n + 1])
}

function flipped(at: number): Buffer {
  const bytes = Buffer.from(whole)
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  return bytes
}

describe('a backup file', () => {
  test('gives back what was put in, and shows nothing of it', async () => {
    expect(await open(whole)).toEqual({ entries: ENTRIES, said: 'nothing' })
    expect(frames().length).toBe(ENTRIES.length + 1)
    expect(whole.includes('master')).toBe(false)
    expect(whole.includes('users')).toBe(false)
  })

  test('opens with its passphrase only, however that was composed', async () => {
    expect((await open(whole, 'a quiet window that opens')).said).toContain('does not open')
    expect((await open(whole, PASSPHRASE.normalize('NFD'))).said).toBe('nothing')
  })

  test.each([
    ['mark', () => 3, 'is not a backup'],
    ['salt', () => MAGIC.length, 'does not open'],
    ['check', () => HEAD - 1, 'does not open'],
  ])('with another %s is refused', async (_, at, sentence) => {
    const { entries, said } = await open(flipped(at()))
    expect(said).toContain(sentence)
    expect(entries).toEqual([])
  })

  test.each([0, 1, 2, 3, 4, 5])(
    'with any byte of frame %d changed is refused',
    async (n) => {
      const [start = 0, end = 0] = frames().slice(n)
      for (let at = start; at < end; at += 1) {
        const { entries, said } = await openFrames(flipped(at))
        expect(said).toContain('is damaged or cut off')
        expect(entries).toEqual(ENTRIES.slice(0, n))
      }
    },
    30_000,
  )

  test.each([1, 2, 3, 4, 5, 6])(
    'that is cut off in or before frame %d is refused',
    async (n) => {
      const end = frames()[n] ?? 0
      const whereItBegins = frames()[n - 1] ?? 0
      for (const length of [whereItBegins, whereItBegins + 2, end - 1]) {
        expect((await openFrames(whole.subarray(0, length))).said).toContain(
          'is damaged or cut off',
        )
      }
    },
    30_000,
  )

  test('with frames in another order, doubled, left out or added is refused', async () => {
    const head = whole.subarray(0, HEAD)
    const orders = [
      [0, 1, 2, 4, 3, 5],
      [0, 1, 2, 3, 3, 4, 5],
      [0, 1, 2, 3, 5],
      [0, 1, 2, 3, 4, 5, 5],
    ]
    for (const order of orders) {
      const { said } = await openFrames(Buffer.concat([head, ...order.map(frame)]))
      expect(said).toContain('is damaged or cut off')
    }
  })

  test('that is cut off in its head is refused', async () => {
    expect((await open(whole.subarray(0, 5))).said).toContain('is not a backup')
    expect((await open(whole.subarray(0, HEAD - 1))).said).toContain('is damaged or cut off')
  })
})

describe('writing a backup', () => {
  test('replaces an older one, closed to others; a failure leaves the older one', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'backup')
    writeFileSync(path, whole)
    writeFileSync(`${path}.part`, 'of a run that was killed', { mode: 0o644 })
    async function* bad(): AsyncGenerator<Entry> {
      yield* ENTRIES.slice(0, 3)
      throw new Error('the database is gone')
    }
    await expect(writeBackup(path, PASSPHRASE, bad())).rejects.toThrow('the database is gone')
    expect(readFileSync(path).equals(whole)).toBe(true)
    expect(readdirSync(folder.path)).toEqual(['backup'])

    await writeBackup(path, PASSPHRASE, each(ENTRIES))
    expect(readFileSync(path).equals(whole)).toBe(false)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder.path)).toEqual(['backup'])
  })

  test("leaves somebody's other file alone", async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'precious')
    writeFileSync(path, 'a letter to nobody in particular')
    await expect(writeBackup(path, PASSPHRASE, each(ENTRIES))).rejects.toThrow('not a backup')
    expect(readFileSync(path, 'utf8')).toBe('a letter to nobody in particular')
  })
})
