import { drizzle } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import type { Config } from '../../config.ts'
import { StartError } from '../../errors.ts'
import { migrationsDir } from '../../paths.ts'
import { backup as texts } from '../../texts/backup.ts'
import { sessionLock } from '../locks.ts'
import { migrateDatabase } from '../migrate.ts'
import type { Job } from './command.ts'
import { connectToRestore } from './connection.ts'
import { importEntries } from './import.ts'
import { placeKeys } from './keys.ts'
import { follow } from './progress.ts'
import { readBackup } from './read-file.ts'
import { schemaVersion } from './schema-version.ts'

/**
 * `casement restore`: tables, rows and keys in one step, then the migrations that are newer than the
 * backup. Sessions keep their rows: what their agents see settles the rest.
 */
export async function restore(
  { config, file, passphrase, say }: Job,
  migrations = migrationsDir,
): Promise<void> {
  // Whatever is wrong with the file is said before anything is made.
  await using entries = readBackup(file, passphrase)
  const first = await entries.next()
  if (first.done) throw new Error('a backup without entries')
  const { value: header } = first
  async function* all() {
    yield header
    yield* entries
  }
  await using connection = await connectToRestore(config)
  await refuseInstalled(connection.sql, config)
  const done = { rows: 0, tables: 0, keys: 0 }
  const { madeAt } = await connection.sql.begin((tx) =>
    importEntries(tx, follow(all(), done, say), {
      migrations,
      placeKeys: (keys) => placeKeys(config.dataDir, keys),
    }),
  )
  await migrateDatabase(connection.sql, migrations)
  say(texts.restored(done.rows, done.tables, done.keys, madeAt))
  say(texts.start)
}

/** Takes turns with managers that start on the same external database, until the connection ends. */
async function refuseInstalled(sql: Sql, { databaseUrl, dataDir }: Config): Promise<void> {
  await drizzle(sql).execute(sessionLock('migrations'))
  if ((await schemaVersion(sql)) === undefined) return
  throw new StartError(databaseUrl ? texts.databaseNotEmpty : texts.notEmpty(dataDir))
}
