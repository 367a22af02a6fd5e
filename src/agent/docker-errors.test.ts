import { describe, expect, test } from 'bun:test'
import { DockerRefused, DockerUnreachable, dockerError, isStatus } from './docker-errors.ts'

const SOCKET = '/var/run/docker.sock'

function coded(code: string) {
  return Object.assign(new Error(`connect ${code}`), { code })
}

describe('dockerError', () => {
  test.each([
    ['apt-get install docker.io', coded('ENOENT')],
    ['systemctl start docker', coded('ECONNREFUSED')],
    ['as root', coded('EACCES')],
    ['does not answer', new DOMException('late', 'TimeoutError')],
    ['socket hang up', new Error('socket hang up')],
  ])('says what is missing and what to do: %s', (words, cause) => {
    const error = dockerError(cause, SOCKET)
    expect(error).toBeInstanceOf(DockerUnreachable)
    expect(error.message).toContain(words)
    expect(error.cause).toBe(cause)
  })

  test("quotes Docker's own words, without what its client wraps round them", () => {
    const cause = Object.assign(new Error('(HTTP code 409) unexpected - In use.'), {
      statusCode: 409,
      json: { message: 'The name is in use.' },
    })
    const error = dockerError(cause, SOCKET)
    expect(error.message).toBe('Docker Engine refused: The name is in use.')
    expect(isStatus(error, 409)).toBe(true)
    expect(isStatus(error, 404)).toBe(false)
  })

  test('knows a full disk', () => {
    const cause = { statusCode: 500, json: { message: 'write /x: no space left on device' } }
    const error = dockerError(cause, SOCKET)
    expect(error).toBeInstanceOf(DockerRefused)
    expect(error.message).toContain('docker system df')
  })

  test('leaves errors of ours as they are', () => {
    const error = new DockerRefused('no', 409)
    expect(dockerError(error, SOCKET)).toBe(error)
  })
})
