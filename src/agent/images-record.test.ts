import { expect, test } from 'bun:test'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../testing/folder.ts'
import { imagesRecord } from './images-record.ts'

test('the record is written when something has changed, and only then', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'run/images.json')
  const record = imagesRecord(folder.path)
  const building = {
    reference: 'casement/base',
    state: 'building',
    percent: 3,
    message: 'Unpacking',
    size: 0,
  } as const

  record([building])
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([building])

  rmSync(path)
  record([building])
  expect(existsSync(path)).toBe(false)

  record([{ ...building, percent: 4 }])
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([{ ...building, percent: 4 }])
})
