import { describe, expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import { HostFacts } from '../contract/checkin.ts'
import { createHostLook, diskProblem, warningsOf } from './host-facts.ts'

const info = {
  ServerVersion: '20.10.24',
  Driver: 'overlay2',
  DockerRootDir: '/',
  LiveRestoreEnabled: true,
  RuncCommit: { ID: '1.1.5+ds1-1+deb12u1' },
  SecurityOptions: ['name=seccomp,profile=default'],
}
const roomy = { total: 1000, used: 100 }

describe('warningsOf', () => {
  test('has nothing to say of a host that is well', () => {
    expect(warningsOf(info, roomy)).toEqual([])
  })

  test('says what a restart of Docker would do', () => {
    expect(warningsOf({ ...info, LiveRestoreEnabled: false }, roomy)).toEqual([
      expect.stringContaining('live-restore'),
    ])
  })

  test.each(['1.0.3', '1.1.11', 'v1.1.0'])('knows that runc %p lets containers out', (ID) => {
    expect(warningsOf({ ...info, RuncCommit: { ID } }, roomy)).toEqual([
      expect.stringContaining('CVE-2024-21626'),
    ])
  })

  test.each(['1.1.12', '1.2.0', '2.0.0', 'v1.3.3-0-gd842d771', 'a9833ff391a7'])(
    'leaves runc %p alone',
    (ID) => {
      expect(warningsOf({ ...info, RuncCommit: { ID } }, roomy)).toEqual([])
    },
  )

  test.each([[[]], [['name=seccomp,profile=unconfined']]])(
    'says that system calls are not filtered: %p',
    (SecurityOptions) => {
      expect(warningsOf({ ...info, SecurityOptions }, roomy)).toEqual([
        expect.stringContaining('seccomp'),
      ])
    },
  )

  test('warns before the disk is full', () => {
    expect(warningsOf(info, { total: 1000, used: 899 })).toEqual([])
    expect(warningsOf(info, { total: 1000, used: 912 })).toEqual([expect.stringContaining('91 %')])
  })
})

describe('diskProblem', () => {
  test('stops new sessions before the disk is full', () => {
    expect(diskProblem(info, { total: 1000, used: 939 })).toBeUndefined()
    expect(diskProblem(info, { total: 1000, used: 940 })).toContain('94 %')
    expect(diskProblem(info, { total: 0, used: 0 })).toBeUndefined()
  })
})

describe('createHostLook', () => {
  test('fits the contract, with an engine and without', async () => {
    const look = createHostLook({ devices: [], networks: [], volumeRoots: [] })
    const well = await look({ info, problem: undefined })
    expect(Value.Errors(HostFacts, well).First()).toBeUndefined()
    expect(well.memory).toBeGreaterThan(well.memoryUsed)
    expect(well.diskTotal).toBeGreaterThan(0)

    const without = await look({ info: undefined, problem: 'x'.repeat(3000) })
    expect(Value.Errors(HostFacts, without).First()).toBeUndefined()
    expect(without.docker.problem).toHaveLength(2000)
  })
})
