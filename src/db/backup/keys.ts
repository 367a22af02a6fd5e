import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, StartError } from '../../errors.ts'
import { backup as texts } from '../../texts/backup.ts'
import type { KeyFile } from './records.ts'

/** Beside the keys: what the first administrator signs in with, until it is changed. */
const PASSWORD = 'initial-admin-password'

export async function readKeys(dataDir: string): Promise<KeyFile[]> {
  const master = join(dataDir, 'secrets/master.key')
  if (!existsSync(master)) throw new StartError(texts.noMasterKey(master))
  const names = await readdir(join(dataDir, 'secrets'), { withFileTypes: true })
  const secrets = names
    .filter((one) => one.isFile() && !one.name.endsWith('.part'))
    .map(({ name }) => `secrets/${name}`)
  const paths = existsSync(join(dataDir, PASSWORD)) ? [...secrets, PASSWORD] : secrets
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(join(dataDir, path))
      return { kind: 'key' as const, path, base64: bytes.toString('base64') }
    }),
  )
}

/** Writes none of them where one that is there already differs. */
export async function placeKeys(dataDir: string, keys: readonly KeyFile[]): Promise<void> {
  const missing: KeyFile[] = []
  for (const key of keys) {
    const present = await contentOf(join(dataDir, key.path))
    if (present === undefined) missing.push(key)
    else if (present !== key.base64) {
      throw new StartError(texts.foreignKey(join(dataDir, key.path)))
    }
  }
  await mkdir(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 })
  for (const { path, base64 } of missing) {
    await place(join(dataDir, path), Buffer.from(base64, 'base64'))
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path)).toString('base64')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not at all, and on disk before the database counts on it. */
async function place(path: string, bytes: Buffer): Promise<void> {
  await using file = await open(`${path}.part`, 'w', 0o600)
  await file.writeFile(bytes)
  await file.sync()
  await rename(`${path}.part`, path)
  await using folder = await open(dirname(path))
  await folder.sync()
}
