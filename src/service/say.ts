/** Prints lines for the person at the terminal. */
export type Say = (...lines: string[]) => void

export const sayOnTerminal: Say = (...lines) => {
  process.stdout.write(`${lines.join('\n')}\n`)
}
