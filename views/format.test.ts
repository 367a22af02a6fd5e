import { describe, expect, test } from 'bun:test'
import { english } from '../src/texts/index.ts'
import { CATALOGUES } from '../src/texts/languages.ts'
import {
  formatCpus,
  formatDisk,
  formatDuration,
  formatExactTime,
  formatMemory,
  formatTime,
} from './format.ts'

test('memory counts in 1024, disks in 1000', () => {
  expect(formatMemory(english, 4 * 1024 ** 3)).toBe('4 GiB')
  expect(formatMemory(english, 1.5 * 1024 ** 3)).toBe('1.5 GiB')
  expect(formatMemory(english, 512 * 1024 ** 2)).toBe('512 MiB')
  expect(formatDisk(english, 796e6)).toBe('796 MB')
  expect(formatDisk(english, 188e9)).toBe('188 GB')
})

test('one CPU is singular', () => {
  expect(formatCpus(english, 1)).toBe('1 CPU')
  expect(formatCpus(english, 0.5)).toBe('0.5 CPUs')
})

describe('formatDuration', () => {
  const cases: [number, string][] = [
    [2.34, '2.3 s'],
    [42, '42 s'],
    [72, '1 min 12 s'],
    [1800, '30 min'],
    [8040, '2 h 14 min'],
    [190_000, '2 d 4 h'],
    [-3, '0 s'],
  ]
  for (const [seconds, words] of cases) {
    test(`${seconds} s reads ${words}`, () => expect(formatDuration(english, seconds)).toBe(words))
  }
})

describe('formatTime', () => {
  const now = new Date('2026-11-22T14:32:00Z')
  const cases: [string, string][] = [
    ['2026-11-22T14:31:58Z', 'just now'],
    ['2026-11-22T14:31:20Z', '40 s ago'],
    ['2026-11-22T13:40:00Z', '52 min ago'],
    ['2026-11-22T09:05:00Z', '09:05'],
    ['2026-11-20T23:59:00Z', '20 Nov 2026, 23:59'],
    ['2026-11-22T14:33:00Z', 'just now'],
  ]
  for (const [at, words] of cases) {
    test(`${at} reads ${words}`, () => expect(formatTime(english, new Date(at), now)).toBe(words))
  }
})

test('an exact time has its seconds today and its date before', () => {
  const now = new Date('2026-11-22T14:32:00Z')
  expect(formatExactTime(english, new Date('2026-11-22T09:05:07Z'), now)).toBe('09:05:07')
  expect(formatExactTime(english, new Date('2026-11-20T09:05:07Z'), now)).toBe('20 Nov 2026, 09:05')
})

test('figures and dates are written as the language writes them', () => {
  const now = new Date('2026-11-22T14:32:00Z')
  const { de, fr } = CATALOGUES
  expect(formatMemory(de, 1.5 * 1024 ** 3)).toBe('1,5 GiB')
  expect(formatMemory(fr, 1.5 * 1024 ** 3)).toBe('1,5 Gio')
  expect(formatTime(de, new Date('2026-11-20T23:59:00Z'), now)).toBe('20.11.2026, 23:59')
  expect(formatTime(fr, new Date('2026-11-20T23:59:00Z'), now)).toMatch(/^20 nov\. 2026/)
})
