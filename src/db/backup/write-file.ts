import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, StartError } from '../../errors.ts'
import { backup as texts } from '../../texts/backup.ts'
import { lockBox, MAGIC } from './lock-box.ts'
import { type Entry, encodeEntry } from './records.ts'

/** Writes a backup beside its name, and gives it the name when all of it is on disk. */
export async function writeBackup(
  path: string,
  passphrase: string,
  entries: AsyncIterable<Entry>,
): Promise<void> {
  await refuseForeign(path)
  const part = `${path}.part`
  await rm(part, { force: true })
  try {
    await using file = await open(part, 'wx', 0o600)
    await writeEntries(file, passphrase, entries)
    await file.sync()
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  await using folder = await open(dirname(path))
  await folder.sync()
}

async function writeEntries(file: FileHandle, passphrase: string, entries: AsyncIterable<Entry>) {
  const box = await lockBox(passphrase, randomBytes(16))
  await file.appendFile(box.head)
  let position = 0
  for await (const entry of entries) {
    const sealed = box.seal(encodeEntry(entry), position++)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(sealed.length)
    await file.appendFile(Buffer.concat([length, sealed]))
  }
}

/** An older backup of the same name is replaced; somebody's other file is not. */
async function refuseForeign(path: string): Promise<void> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length))
    if (bytesRead === MAGIC.length && buffer.equals(MAGIC)) return
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  throw new StartError(texts.notOurs(path))
}
