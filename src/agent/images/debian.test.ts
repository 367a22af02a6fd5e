import { describe, expect, test } from 'bun:test'
import { createDebootstrapProgress } from './debian.ts'

describe('createDebootstrapProgress', () => {
  test('counts packages through retrieving, extracting, unpacking and configuring', () => {
    const progress = createDebootstrapProgress()
    expect(progress.take('I: Target architecture can be executed')).toBe(0)
    for (let n = 0; n < 90; n++) progress.take(`I: Retrieving package${n} 1.0`)
    expect(progress.take('I: Validating libc6 2.36-9+deb12u14')).toBe(25)
    for (let n = 0; n < 270; n++) progress.take(`I: Unpacking package${n}...`)
    expect(progress.take('I: Base system installed successfully.')).toBe(99)
  })

  test('keeps the reason of a failure', () => {
    const progress = createDebootstrapProgress()
    progress.take("W: Couldn't download package x (retrying)")
    progress.take("E: Couldn't download packages: x")
    expect(progress.complaint()).toBe("Couldn't download packages: x")
  })
})
