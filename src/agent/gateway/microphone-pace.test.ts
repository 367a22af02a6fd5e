import { expect, test } from 'bun:test'
import { MicrophonePace } from './microphone-pace.ts'

/** 20 ms, as a browser sends them. */
const PIECE = 960
const HEAD_START = 4800

test('begins with a head start, and goes on without one while pieces come in time', () => {
  const pace = new MicrophonePace()
  expect(pace.take(PIECE, 5)).toBe(HEAD_START)
  for (let at = 25; at < 2_000; at += 20) expect(pace.take(PIECE, at)).toBe(0)
})

test('bridges a piece that is late by less than the head start', () => {
  const pace = new MicrophonePace()
  pace.take(PIECE, 0)
  expect(pace.take(PIECE, 110)).toBe(0)
})

test('begins anew after a gap', () => {
  const pace = new MicrophonePace()
  pace.take(PIECE, 0)
  expect(pace.take(PIECE, 121)).toBe(HEAD_START)
  expect(pace.take(PIECE, 141)).toBe(0)
})

test('leaves out what comes in a burst, so that speech does not stay late', () => {
  const pace = new MicrophonePace()
  const taken = Array.from({ length: 100 }, () => pace.take(PIECE, 0)).filter(
    (silence) => silence !== undefined,
  )
  expect(taken).toEqual([HEAD_START, ...Array<number>(14).fill(0)])
  expect(pace.take(PIECE, 20)).toBe(0)
  expect(pace.take(PIECE, 20)).toBeUndefined()
})

test('of a browser whose clock is fast, it leaves out a piece now and then', () => {
  const pace = new MicrophonePace()
  let left = 0
  for (let piece = 0; piece < 10_000; piece++) {
    if (pace.take(PIECE, piece * 19.9) === undefined) left++
  }
  expect(left).toBeGreaterThan(30)
  expect(left).toBeLessThan(60)
})

test('does not take a piece that is too long for any pace', () => {
  expect(new MicrophonePace().take(500_000, 0)).toBeUndefined()
})
