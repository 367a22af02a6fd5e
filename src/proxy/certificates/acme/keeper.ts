import { messageOf } from '../../../errors.ts'
import { logger } from '../../../log.ts'
import { backOff, pause, untilAborted } from '../../../pause.ts'
import type { KeyAndCertificate } from '../self-signed.ts'
import { renewAt } from './renewal.ts'

const log = logger('proxy')

/** Authorities count failures by the hour: these stay below what they let pass. */
const SHORTEST_PAUSE = 5 * 60_000
const LONGEST_PAUSE = 24 * 60 * 60_000
/** Sleeping is not the clock: it may leap, or the machine may sleep. */
const LONGEST_SLEEP = 60 * 60_000

export type AcmeKeeperOptions = {
  readonly names: readonly string[]
  /** What the store had. */
  readonly kept: KeyAndCertificate | undefined
  /** Throws what kept it. */
  readonly order: () => Promise<KeyAndCertificate>
  readonly changed: (certificate: KeyAndCertificate) => void
  /** Why there is no new one; undefined once there is. */
  readonly troubled: (trouble: string | undefined) => void
}

/** Asks for the certificate when there is none and renews it in time, for as long as it takes. */
export async function keepCertificate(
  { names, kept, order, changed, troubled }: AcmeKeeperOptions,
  signal: AbortSignal,
): Promise<void> {
  let due = kept ? renewAt(kept.cert, Math.random()) : 0
  let failures = 0
  while (!signal.aborted) {
    const left = due - Date.now()
    if (left > 0) {
      await pause(Math.min(left, LONGEST_SLEEP), signal)
      continue
    }
    try {
      const ordered = order()
      await Promise.race([ordered, untilAborted(signal)])
      if (signal.aborted) return void ordered.catch(() => undefined) // it ends with this process
      const certificate = await ordered
      due = renewAt(certificate.cert, Math.random())
      failures = 0
      changed(certificate)
      troubled(undefined)
      log.info('The authority gave a certificate', {
        names: names.join(),
        renewal: new Date(due).toISOString(),
      })
    } catch (error) {
      failures++
      const wait = backOff(failures, SHORTEST_PAUSE, LONGEST_PAUSE)
      troubled(messageOf(error))
      log.error('The authority gave no certificate; it is asked again', {
        names: names.join(),
        cause: messageOf(error),
        minutes: Math.round(wait / 60_000),
      })
      await pause(wait, signal)
    }
  }
}
