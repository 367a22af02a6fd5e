import { readFileSync } from 'node:fs'
import { messageOf, StartError } from '../../errors.ts'
import { backup as texts } from '../../texts/backup.ts'

const LEAST = 8

/** From a file, else from the environment; never from the command line, which everybody can read. */
export function readPassphrase(file: string, variable: string | undefined): string {
  const passphrase = file === '' ? variable : firstLine(file)
  if (!passphrase) throw new StartError(texts.noPassphrase)
  if (passphrase.length < LEAST) throw new StartError(texts.shortPassphrase(LEAST))
  return passphrase
}

function firstLine(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0]
  } catch (error) {
    throw new StartError(texts.unreadable(path, messageOf(error)))
  }
}
