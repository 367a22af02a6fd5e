import { badContainers } from './day-containers.ts'
import { fullDisk } from './day-disk.ts'
import { hungEngine } from './day-hung.ts'
import { badRegistry, flakyRegistry, stallingRegistry } from './day-registry.ts'
import type { Trial } from './trial.ts'

/** Bad days of what sessions stand on. */
export const DAYS: readonly Trial[] = [
  { name: 'day-containers', layout: 'three', round: badContainers, most: 3 },
  { name: 'day-hung-engine', layout: 'three', round: hungEngine, most: 3 },
  { name: 'day-full-disk', layout: 'small-disk', round: fullDisk, most: 3 },
  { name: 'day-registry', layout: 'three', round: badRegistry, most: 3 },
  { name: 'day-registry-stalls', layout: 'three', round: stallingRegistry, most: 3 },
  { name: 'day-registry-flaky', layout: 'three', round: flakyRegistry, most: 1, slow: true },
]
