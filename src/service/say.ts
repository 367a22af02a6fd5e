import { writeSync } from 'node:fs'
import { codeOf } from '../errors.ts'

/** Prints lines for the person at the terminal. */
export type Say = (...lines: string[]) => void

export const sayOnTerminal: Say = (...lines) => {
  try {
    writeSync(1, `${lines.join('\n')}\n`)
  } catch (error) {
    // `casement status | head -1` has read what it wanted.
    if (codeOf(error) !== 'EPIPE') throw error
  }
}
