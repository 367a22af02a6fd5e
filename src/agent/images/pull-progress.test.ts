import { describe, expect, test } from 'bun:test'
import { createPullProgress } from './pull-progress.ts'
import type { WorkMessage } from './work-stream.ts'

/** Two layers of one size, one that is there; as Docker 20.10 tells it. */
const RECORDED: readonly WorkMessage[] = [
  { status: 'Pulling from team/app', id: 'latest' },
  { status: 'Pulling fs layer', progressDetail: {}, id: 'aaa' },
  { status: 'Pulling fs layer', progressDetail: {}, id: 'bbb' },
  { status: 'Already exists', progressDetail: {}, id: 'ccc' },
  { status: 'Downloading', progressDetail: { current: 50, total: 100 }, id: 'aaa' },
  { status: 'Downloading', progressDetail: { current: 100, total: 100 }, id: 'bbb' },
  { status: 'Verifying Checksum', progressDetail: {}, id: 'bbb' },
  { status: 'Download complete', progressDetail: {}, id: 'bbb' },
  { status: 'Download complete', progressDetail: {}, id: 'aaa' },
  { status: 'Extracting', progressDetail: { current: 50, total: 100 }, id: 'aaa' },
  { status: 'Pull complete', progressDetail: {}, id: 'aaa' },
  { status: 'Extracting', progressDetail: { current: 100, total: 100 }, id: 'bbb' },
  { status: 'Pull complete', progressDetail: {}, id: 'bbb' },
  { status: 'Digest: sha256:1234' },
]

describe('createPullProgress', () => {
  test('makes one percentage of all layers', () => {
    const percentAfter = createPullProgress()
    const percents = RECORDED.map((message) => percentAfter(message))
    expect(percents).toEqual([0, 0, 0, 0, 18, 56, 56, 56, 75, 81, 87, 100, 100, 100])
  })

  test('never falls, not even when Docker starts a layer again', () => {
    const percentAfter = createPullProgress()
    percentAfter({ status: 'Downloading', id: 'aaa', progressDetail: { current: 90, total: 100 } })
    const again = { status: 'Downloading', id: 'aaa', progressDetail: { current: 1, total: 100 } }
    expect(percentAfter(again)).toBe(67)
    percentAfter({ status: 'Pulling fs layer', id: 'bbb' })
    expect(percentAfter(again)).toBe(67)
  })
})
