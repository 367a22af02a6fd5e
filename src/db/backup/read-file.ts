import { type FileHandle, open } from 'node:fs/promises'
import { messageOf, StartError } from '../../errors.ts'
import { backup as texts } from '../../texts/backup.ts'
import { HEAD, type LockBox, MAGIC, openLockBox } from './lock-box.ts'
import { decodeEntry, type Entry } from './records.ts'

/** More than any batch of rows; a damaged length must not cost memory. */
const LONGEST_FRAME = 64 * 2 ** 20

/**
 * The entries of a backup, up to and with its end. Throws a sentence where the file is none, the
 * passphrase is another, or anything in it was changed, moved, cut off or added.
 */
export async function* readBackup(path: string, passphrase: string): AsyncGenerator<Entry> {
  await using file = await openFile(path)
  yield* readFrames(file, await unlock(file, path, passphrase), path)
}

/** The frames of a file whose head was read. */
export async function* readFrames(
  file: FileHandle,
  box: LockBox,
  path: string,
): AsyncGenerator<Entry> {
  for (let position = 0; ; position += 1) {
    const entry = await readEntry(file, box, position)
    if (entry === undefined) throw new StartError(texts.damaged(path))
    if (entry.kind === 'end') {
      if ((await file.read(Buffer.alloc(1))).bytesRead > 0)
        throw new StartError(texts.damaged(path))
      yield entry
      return
    }
    yield entry
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path)
  } catch (error) {
    throw new StartError(texts.unreadable(path, messageOf(error)))
  }
}

async function unlock(file: FileHandle, path: string, passphrase: string): Promise<LockBox> {
  const magic = await readExactly(file, MAGIC.length)
  if (!magic?.equals(MAGIC)) throw new StartError(texts.notABackup(path))
  const rest = await readExactly(file, HEAD - MAGIC.length)
  if (!rest) throw new StartError(texts.damaged(path))
  const box = await openLockBox(passphrase, Buffer.concat([magic, rest]))
  if (!box) throw new StartError(texts.wrongPassphrase(path))
  return box
}

async function readEntry(
  file: FileHandle,
  box: LockBox,
  position: number,
): Promise<Entry | undefined> {
  const length = (await readExactly(file, 4))?.readUInt32BE()
  if (length === undefined || length > LONGEST_FRAME) return undefined
  const sealed = await readExactly(file, length)
  const plain = sealed && box.open(sealed, position)
  return plain && decodeEntry(plain)
}

/** Undefined if the file ends before. */
async function readExactly(file: FileHandle, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done)
    if (bytesRead === 0) return undefined
    done += bytesRead
  }
  return bytes
}
