import { describe, expect, test } from 'bun:test'
import { createDebootstrapProgress, mountsBelow } from './debian.ts'

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

test('mountsBelow finds what a killed debootstrap left mounted, innermost first', () => {
  const mountinfo = [
    '24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '90 24 0:5 / /data/images-of-others rw - tmpfs tmpfs rw',
    '91 24 0:22 / /data/images/debian-a/proc rw,relatime - proc proc rw',
    '92 91 0:40 / /data/images/debian-a/proc/sys/fs/binfmt_misc rw - binfmt_misc none rw',
    '93 24 0:23 / /data/images/with\\040blank/sys rw - sysfs sysfs rw',
    '',
  ].join('\n')
  expect(mountsBelow(mountinfo, '/data/images')).toEqual([
    '/data/images/with blank/sys',
    '/data/images/debian-a/proc/sys/fs/binfmt_misc',
    '/data/images/debian-a/proc',
  ])
})
