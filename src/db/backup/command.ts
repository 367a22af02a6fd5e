import { type Config, ConfigError, readConfig } from '../../config.ts'
import { StartError } from '../../errors.ts'
import { setLogLevel } from '../../log.ts'
import { backup as texts } from '../../texts/backup.ts'
import { backUp } from './back-up.ts'
import { readPassphrase } from './passphrase.ts'
import { restore } from './restore.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What both need to know. */
export type Job = {
  readonly config: Config
  readonly file: string
  readonly passphrase: string
  readonly say: (line: string) => void
}

/** `casement backup|restore FILE FLAGS`. */
export async function runBackupCommand(
  command: 'backup' | 'restore',
  [file = '', ...flags]: readonly string[],
  env: Environment,
): Promise<number> {
  if (file === '' || file.startsWith('--')) throw new ConfigError(texts.noFile(command))
  const config = readConfig(flags, env)
  setLogLevel(config.logLevel)
  if (!config.roles.includes('manager')) throw new StartError(texts.onlyManagers)
  const passphrase = readPassphrase(config.passphraseFile, env.CASEMENT_PASSPHRASE)
  const job = { config, file, passphrase, say }
  await (command === 'backup' ? backUp(job, new Date()) : restore(job))
  return 0
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
