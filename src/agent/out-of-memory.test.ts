import { describe, expect, test } from 'bun:test'
import { counterFile, oomKills, ranOutOfMemory } from './out-of-memory.ts'

describe('counterFile', () => {
  test('finds the memory controller of version 1', () => {
    const cgroup = '8:pids:/docker/a1\n4:memory:/docker/a1\n1:cpu:/docker/a1\n0::/docker/a1\n'
    expect(counterFile(cgroup)).toBe('/sys/fs/cgroup/memory/docker/a1/memory.oom_control')
  })

  test('finds the one tree of version 2', () => {
    const cgroup = '0::/system.slice/docker-a1.scope\n'
    expect(counterFile(cgroup)).toBe('/sys/fs/cgroup/system.slice/docker-a1.scope/memory.events')
  })

  test('finds none where the process is gone', () => {
    expect(counterFile('')).toBeUndefined()
  })
})

describe('oomKills', () => {
  test('reads both forms', () => {
    expect(oomKills('oom_kill_disable 0\nunder_oom 0\noom_kill 2\n')).toBe(2)
    expect(oomKills('low 0\nhigh 0\nmax 12\noom 3\noom_kill 1\noom_group_kill 0\n')).toBe(1)
    expect(oomKills('')).toBe(0)
  })
})

describe('ranOutOfMemory', () => {
  test('is false for a process that is not there', () => {
    expect(ranOutOfMemory({ pid: 0 })).toBe(false)
    expect(ranOutOfMemory({ pid: 2 ** 22 + 1 })).toBe(false)
  })
})
