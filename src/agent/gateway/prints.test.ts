import { describe, expect, test } from 'bun:test'
import { PassThrough } from 'node:stream'
import { SOUND_CLOSE } from '../../domain/sound.ts'
import { logger } from '../../log.ts'
import { until } from '../../testing/until.ts'
import type { Exec, ExecEnd } from '../exec.ts'
import type { DownloadEntry } from './downloads.ts'
import { PrintsStream } from './prints.ts'

const log = logger('agent')

function entry(name: string): DownloadEntry {
  return { name, folder: false, size: 1, changed: 1 }
}

/** A listener, and a printer that has what `printed` names. */
function listening(printed: string[], list = async () => printed.map(entry)) {
  const got: string[] = []
  const end = Promise.withResolvers<ExecEnd>()
  const output = new PassThrough()
  const counts = { lists: 0, disposed: 0 }
  const exec: Exec = {
    output,
    input: new PassThrough(),
    ended: end.promise,
    [Symbol.dispose]: () => {
      counts.disposed++
    },
  }
  const socket = {
    sendBinary(bytes: Uint8Array) {
      const { entries } = JSON.parse(Buffer.from(bytes).toString())
      got.push(entries.map(({ name }: DownloadEntry) => name).join())
    },
    close: (code: number) => got.push(`close ${code}`),
    terminate: () => got.push('terminate'),
  }
  const counted = () => {
    counts.lists++
    return list()
  }
  const stream = new PrintsStream(socket, Promise.resolve(exec), counted, log)
  return { got, output, end: end.resolve, counts, stream }
}

describe('who listens for prints', () => {
  test('hears what there is, then of each print', async () => {
    const printed = ['a.pdf']
    const { got, output } = listening(printed)
    await until('the list', () => got.length === 1)
    printed.unshift('b.pdf')
    output.write('b.pdf\n')
    await until('the news', () => got.length === 2)
    expect(got).toEqual(['a.pdf', 'b.pdf,a.pdf'])
  })

  test('hears of prints that come while the list is read once, and of the last of them', async () => {
    const gate = Promise.withResolvers<void>()
    const printed = ['a.pdf']
    const { got, output, counts } = listening(printed, async () => {
      await gate.promise
      return printed.map(entry)
    })
    await until('the first look', () => counts.lists === 1)
    for (const name of ['b.pdf', 'c.pdf', 'd.pdf']) {
      printed.push(name)
      output.write(`${name}\n`)
    }
    await until('the news', () => output.readableLength === 0)
    gate.resolve()
    await until('both lists', () => got.length === 2)
    expect(got[1]).toBe('a.pdf,b.pdf,c.pdf,d.pdf')
    expect(counts.lists).toBe(2)
  })

  test('is told where the image has no printer, and comes back where the session is silent', async () => {
    const without = listening([])
    without.end({ code: 127, words: '' })
    await until('the word', () => without.got.includes(`close ${SOUND_CLOSE.absent}`))
    const silent = listening([], () => Promise.reject(new Error('The engine is away')))
    await until('the end', () => silent.got.includes('terminate'))
  })

  test('leaves nothing behind', async () => {
    const { stream, counts, got } = listening(['a.pdf'])
    await until('the list', () => got.length === 1)
    stream.closed()
    expect(counts.disposed).toBe(1)
  })
})
