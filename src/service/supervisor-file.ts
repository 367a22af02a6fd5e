import { type Static, Type } from '@sinclair/typebox'
import { lives, ProcessId } from './process.ts'
import { readRecord } from './record.ts'

/** Who supervises, and what it supervises at the moment. */
const Supervision = Type.Object({
  supervisor: ProcessId,
  /** Absent between two attempts. */
  service: Type.Optional(ProcessId),
})
export type Supervision = Static<typeof Supervision>

/** Processes of the record that still live: either may have been killed without the other. */
export function findSupervision(path: string): Partial<Supervision> {
  const found = readRecord(path, Supervision)
  return {
    ...(found && lives(found.supervisor) ? { supervisor: found.supervisor } : {}),
    ...(found?.service && lives(found.service) ? { service: found.service } : {}),
  }
}
