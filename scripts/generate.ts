/**
 * bun run generate NAME: writes the migration that leads from the schema of the last one to
 * src/db/schema.ts. NAME says what changes: add-storage, drop-old-quota.
 */
import { join } from 'node:path'

const checkout = join(import.meta.dir, '..')

/**
 * Runs drizzle-kit, which compares the schema with the last snapshot in `folder` (relative to the
 * checkout). Its exit code says little: what it wrote counts.
 */
export function generateMigration(name: string, folder: string) {
  const kit = join(checkout, 'node_modules/drizzle-kit/bin.cjs')
  const options = {
    dialect: 'postgresql',
    schema: 'src/db/schema.ts',
    casing: 'snake_case',
    out: folder,
    name,
  }
  const flags = Object.entries(options).map(([key, value]) => `--${key}=${value}`)
  return Bun.spawnSync([process.execPath, kit, 'generate', ...flags], {
    cwd: checkout,
    // Asked whether a column is new or renamed, it needs a terminal to answer in.
    stdin: 'inherit',
  })
}

if (import.meta.main) {
  const name = process.argv[2]
  if (!name || !/^[a-z][a-z0-9-]*$/.test(name)) {
    console.error('Say what changes, in small letters and hyphens: bun run generate add-storage')
    process.exitCode = 2
  } else {
    const { stdout, stderr, exitCode } = generateMigration(name, 'migrations')
    console.log(`${stdout}${stderr}`.trim())
    process.exitCode = exitCode
  }
}
