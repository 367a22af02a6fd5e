import { describe, expect, test } from 'bun:test'
import { type ImportChoice, importPlan } from './import-plan.ts'
import { freeName } from './names.ts'

const here = [
  { id: '1', name: 'Desktop' },
  { id: '2', name: 'Twin' },
  { id: '3', name: 'twin' },
]

function plan(names: string[], chosen: (ImportChoice | undefined)[] = []) {
  return importPlan(names, here, chosen, 64)
}

describe('what becomes of a file', () => {
  test('a name that is free is created, without a question', () => {
    expect(plan(['Wiki'], ['skip'])).toEqual([
      { act: { kind: 'create', name: 'Wiki', renamed: false }, choices: [] },
    ])
  })

  test('one that is taken is asked about, and done as chosen', () => {
    const choices = ['skip', 'replace', 'both']
    expect(plan(['DESKTOP'])).toMatchObject([{ act: { kind: 'ask' }, choices }])
    const acts = (['skip', 'replace', 'both'] as const).map(
      (one) => plan(['Desktop'], [one])[0]?.act,
    )
    expect(acts).toEqual([
      { kind: 'skip' },
      { kind: 'replace', id: '1' },
      { kind: 'create', name: 'Desktop 2', renamed: true },
    ])
  })

  test('one of several is not replaced: nobody could say which', () => {
    expect(plan(['Twin'], ['replace'])).toEqual([
      { act: { kind: 'ask' }, choices: ['skip', 'both'] },
    ])
  })

  test('two of one name in the file do not replace each other, and get names of their own', () => {
    const [first, second] = plan(['Desktop', 'desktop'], ['replace', 'replace'])
    expect(first?.act).toEqual({ kind: 'replace', id: '1' })
    expect(second?.act).toEqual({ kind: 'ask' })
    const acts = plan(['New', 'new', 'Desktop', 'Desktop'], [undefined, undefined, 'both', 'both'])
    expect(acts.map(({ act }) => act)).toMatchObject([
      { name: 'New' },
      { name: 'new 2' },
      { name: 'Desktop 2' },
      { name: 'Desktop 3' },
    ])
  })
})

test('a free name is never longer than it may be', () => {
  expect(freeName('a'.repeat(64), ['a'.repeat(64)], 64)).toBe(`${'a'.repeat(62)} 2`)
  expect(freeName('😀😀😀', ['😀😀😀'], 3)).toBe('😀 2')
})
