/**
 * A manager that does nothing but write, for tests that kill it: bun database-writer.ts DIR. Prints
 * `ready`, then the number of each row that the database acknowledged.
 */
import { sql } from 'drizzle-orm'
import { openPool } from '../db/client.ts'
import { runEmbedded } from '../db/embedded/supervise.ts'

const WRITERS = 8

await using server = await runEmbedded(process.argv[2] ?? '')
const address = { host: server.socketDir, user: server.user, database: 'postgres' }
await using database = openPool(address, 'embedded')
await database.db.execute(sql`create table if not exists written (id bigserial primary key)`)
process.stdout.write(`ready ${server.pid}\n`)
await Promise.all(Array.from({ length: WRITERS }, write))

async function write(): Promise<never> {
  for (;;) {
    const [row] = await database.db.execute(sql`insert into written default values returning id`)
    process.stdout.write(`${row?.id}\n`)
  }
}
