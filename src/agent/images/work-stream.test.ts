import { describe, expect, test } from 'bun:test'
import { untilAborted } from '../../pause.ts'
import { followWork, WorkFailed, WorkStalled } from './work-stream.ts'

async function* say(...messages: unknown[]) {
  yield* messages
}

/** Says something for ever, until it is aborted. */
async function* babble(message: unknown, signal: AbortSignal) {
  while (!signal.aborted) {
    await Bun.sleep(1)
    yield message
  }
  throw signal.reason
}

const signal = new AbortController().signal

describe('followWork', () => {
  test('hands on what it understands, to the end', async () => {
    const seen: unknown[] = []
    const open = () => say({ status: 'one' }, 'noise', { stream: 'two' }, { aux: { ID: 'x' } })
    await followWork(open, { signal, patienceMs: 60_000, take: (message) => seen.push(message) })
    expect(seen).toEqual([{ status: 'one' }, { stream: 'two' }, { aux: { ID: 'x' } }])
  })

  test('fails with what the stream says after a good beginning', async () => {
    const open = () => say({ status: 'Downloading' }, { error: ' unexpected EOF\n' })
    const work = followWork(open, { signal, patienceMs: 60_000 })
    await expect(work).rejects.toThrow(new WorkFailed('unexpected EOF'))
  })

  test('gives up on one that says nothing', async () => {
    async function* silent(stop: AbortSignal) {
      await untilAborted(stop)
      yield* say()
      throw stop.reason
    }
    await expect(followWork(silent, { signal, patienceMs: 20 })).rejects.toBeInstanceOf(WorkStalled)
  })

  test('gives up on one that talks without getting on', async () => {
    const work = followWork((stop) => babble({ status: 'Retrying in 5 seconds' }, stop), {
      signal,
      patienceMs: 20,
      isProgress: ({ status }) => status === 'Downloading',
    })
    await expect(work).rejects.toBeInstanceOf(WorkStalled)
  })

  test('ends with the caller', async () => {
    const caller = new AbortController()
    const work = followWork((stop) => babble({ status: 'Downloading' }, stop), {
      signal: caller.signal,
      patienceMs: 60_000,
      take: () => caller.abort(new Error('Enough')),
    })
    await expect(work).rejects.toThrow('Enough')
  })
})
