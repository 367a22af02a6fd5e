import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Glob } from 'bun'
import { temporaryFolder } from '../folder.ts'

/** Whose clock it is. Workers of the front door have no environment of ours, and the true time. */
export const CLOCKS = ['manager', 'agent', 'proxy', 'database'] as const
export type Clock = (typeof CLOCKS)[number]

/** What these processes take for the time, while monotonic clocks go on as they do. */
export type Clocks = Disposable & {
  environment(whose: Clock): Record<string, string>
  /** Ahead of the true time. */
  set(whose: Clock, seconds: number): void
}

/** Clocks that may leap while their processes run, by libfaketime; the machine's own is left alone. */
export function openClocks(): Clocks {
  const [library] = new Glob('usr/lib/*/faketime/libfaketimeMT.so.1').scanSync({ cwd: '/' })
  if (!library) throw new Error('libfaketime is missing: apt-get install faketime')
  const folder = temporaryFolder()
  const fileOf = (whose: Clock) => join(folder.path, whose)
  const clocks: Clocks = {
    environment: (whose) => ({
      LD_PRELOAD: join('/', library),
      FAKETIME_TIMESTAMP_FILE: fileOf(whose),
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_RESET: '1',
    }),
    set(whose, seconds) {
      // Whole at all times: it is read just now.
      writeFileSync(`${fileOf(whose)}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
      chmodSync(`${fileOf(whose)}.new`, 0o644)
      renameSync(`${fileOf(whose)}.new`, fileOf(whose))
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
  for (const whose of CLOCKS) clocks.set(whose, 0)
  return clocks
}
