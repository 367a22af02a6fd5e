import { logger } from '../log.ts'
import { causeOf, databaseGone } from './failure.ts'

const log = logger('database')

type Row = { readonly id: string }

/** Does it for each row alone: one that cannot be written keeps no other from what is due to it. */
export async function eachAlone<R extends Row>(
  rows: readonly R[],
  act: (row: R) => Promise<unknown>,
): Promise<void> {
  for (const row of rows) {
    try {
      await act(row)
    } catch (error) {
      if (databaseGone(error)) throw error
      log.error('A session is past its time and cannot be changed; it is tried again', {
        session: row.id,
        cause: causeOf(error),
      })
    }
  }
}
