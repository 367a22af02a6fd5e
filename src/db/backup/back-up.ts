import { migrationsDir } from '../../paths.ts'
import { backup as texts } from '../../texts/backup.ts'
import type { Job } from './command.ts'
import { connectToBackUp } from './connection.ts'
import { exportEntries } from './export.ts'
import { readKeys } from './keys.ts'
import { follow } from './progress.ts'
import { writeBackup } from './write-file.ts'

/** `casement backup`: one snapshot of everything, while people go on working. */
export async function backUp(
  { config, file, passphrase, say }: Job,
  now: Date,
  migrations = migrationsDir,
): Promise<void> {
  await using connection = await connectToBackUp(config)
  const keys = await readKeys(config.dataDir)
  const done = { rows: 0, tables: 0, keys: 0 }
  await connection.sql.begin('isolation level repeatable read read only', async (tx) => {
    const entries = exportEntries(tx, { keys, migrations, now })
    await writeBackup(file, passphrase, follow(entries, done, say))
  })
  say(texts.saved(done.rows, done.tables, done.keys, file))
  say(texts.keep)
}
