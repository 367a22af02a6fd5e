import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { dirname } from 'node:path'

const LIMIT = 10_000_000

/** Opened for appending, so that it may be emptied while others write to it. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, 'a', 0o640)
}

/**
 * Keeps one older file. The writers hold the file open, so it is copied and emptied, not renamed;
 * lines written in between are lost, which a log bears.
 */
export function rotateLog(path: string, limit = LIMIT): boolean {
  if (sizeOf(path) <= limit) return false
  copyFileSync(path, `${path}.1`)
  truncateSync(path, 0)
  return true
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** What was written after the first `offset` bytes, at most the last `lines` of it. */
export function logSince(path: string, offset: number, lines = 15): string {
  const length = Math.min(64_000, Math.max(0, sizeOf(path) - offset))
  if (length === 0) return ''
  const buffer = Buffer.alloc(length)
  const file = openSync(path, 'r')
  readSync(file, buffer, 0, length, sizeOf(path) - length)
  closeSync(file)
  return buffer.toString().trimEnd().split('\n').slice(-lines).join('\n')
}
