import { expect, test } from 'bun:test'
import { ANYWHERE, outside } from './restriction.ts'

const atlas = { zone: 'oslo', labels: ['gpu', 'disk=ssd'] }

test('nowhere asked for, anywhere fits', () => {
  expect(outside(atlas, ANYWHERE)).toBeUndefined()
  expect(outside({ zone: 'oslo', labels: [] }, ANYWHERE)).toBeUndefined()
})

test('one of the zones is enough, all of the labels are needed', () => {
  expect(outside(atlas, { zones: ['rome', 'oslo'], labels: ['gpu'] })).toBeUndefined()
  expect(outside(atlas, { zones: [], labels: ['disk=ssd', 'gpu'] })).toBeUndefined()
  expect(outside(atlas, { zones: [], labels: ['gpu', 'arm', 'disk=hdd'] })).toEqual({
    kind: 'label',
    missing: ['arm', 'disk=hdd'],
  })
})

test('the zone is named first: a label there would not help', () => {
  expect(outside(atlas, { zones: ['rome'], labels: ['arm'] })).toEqual({
    kind: 'zone',
    zone: 'oslo',
    zones: ['rome'],
  })
})

test('labels are compared whole', () => {
  for (const labels of [['GPU'], ['gp'], ['disk'], ['disk=ss'], ['ssd']]) {
    expect(outside(atlas, { zones: [], labels })).toEqual({ kind: 'label', missing: labels })
  }
})
