import { describe, expect, test } from 'bun:test'
import { cpuShare, parseBeginning, parseCpuTimes, parseMemory } from './proc.ts'

test('a machine begins with its first process, not with its kernel', () => {
  const stat = 'cpu 1 2\nbtime 1700000000\nprocesses 5\n'
  const first = `1 (a) b (c) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 2500 9 9`
  expect(parseBeginning(stat, first)).toBe(1_700_000_025_000)
})

describe('parseCpuTimes', () => {
  test('counts waiting for a disk as idle and guests once', () => {
    expect(parseCpuTimes('cpu  100 10 50 800 40 0 5 2 60 6\ncpu0 1 2 3\n')).toEqual({
      busy: 167,
      total: 1007,
    })
  })
})

describe('cpuShare', () => {
  test('is what was used between two looks', () => {
    expect(cpuShare({ busy: 100, total: 1000 }, { busy: 150, total: 1200 })).toBe(0.25)
  })

  test('is 0 where no time has passed, and never leaves 0 to 1', () => {
    expect(cpuShare({ busy: 100, total: 1000 }, { busy: 100, total: 1000 })).toBe(0)
    expect(cpuShare({ busy: 100, total: 1000 }, { busy: 90, total: 1001 })).toBe(0)
  })
})

describe('parseMemory', () => {
  test('takes the page cache as free', () => {
    const meminfo =
      'MemTotal:       24684084 kB\nMemFree:        1 kB\nMemAvailable:   24123768 kB\nSwapTotal:  2048 kB\n'
    expect(parseMemory(meminfo)).toEqual({
      total: 24684084 * 1024,
      used: (24684084 - 24123768) * 1024,
      swap: 2048 * 1024,
    })
  })
})
