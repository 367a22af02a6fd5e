import { Type } from '@sinclair/typebox'
import type { Config } from '../config.ts'
import { placesOf } from './places.ts'
import { findPresence, type Presence } from './presence.ts'
import { askReadiness } from './readiness.ts'
import { readRecord } from './record.ts'
import type { Say } from './say.ts'
import { findSupervision } from './supervisor-file.ts'

const Images = Type.Array(
  Type.Object({
    reference: Type.String(),
    state: Type.String(),
    percent: Type.Number(),
    message: Type.String(),
  }),
)

/** What `casement status` exits with: 3 is what scripts know as "does not run". */
const EXIT = { ready: 0, notReady: 1, down: 3 } as const

export async function status(config: Config, now: Date, say: Say): Promise<number> {
  const places = placesOf(config)
  const present = findPresence(config)
  if (!present) {
    const { supervisor } = findSupervision(places.supervisor)
    say(supervisor ? `Casement is starting. Its log: ${places.log}` : 'Casement does not run.')
    return supervisor ? EXIT.notReady : EXIT.down
  }
  say(...rows(present, now), ...imageRows(places.images))
  if (present.probe === undefined) return EXIT.ready
  const { ready, says } = await askReadiness(present.probe)
  say(ready ? 'ready     yes' : `ready     no: ${says}`)
  return ready ? EXIT.ready : EXIT.notReady
}

function rows({ process, version, roles, url, since }: Presence, now: Date): string[] {
  return [
    `version   ${version}`,
    `roles     ${roles.join(', ')}`,
    ...(url === undefined ? [] : [`url       ${url}`]),
    `process   ${process.pid}`,
    `up        ${duration(now.getTime() - Date.parse(since))}`,
  ]
}

function imageRows(path: string): string[] {
  const images = readRecord(path, Images) ?? []
  return images.map(({ reference, state, percent, message }) => {
    const share = state === 'ready' ? '' : ` ${percent} %`
    return `image     ${reference}: ${state}${share}${message === '' ? '' : `, ${message}`}`
  })
}

export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  return parts
    .slice(Math.max(0, first < 0 ? 3 : first), (first < 0 ? 3 : first) + 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
