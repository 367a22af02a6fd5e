import { describe, expect, test } from 'bun:test'
import { DockerRefused, DockerUnreachable } from '../docker-errors.ts'
import { buildFailure, pullFailure } from './failures.ts'
import { WorkFailed, WorkStalled } from './work-stream.ts'

/** What Docker 20.10 says, in the stream or instead of it, and how the sentence for an admin begins. */
const PULLS = [
  [
    "pull access denied for casement/nothing, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'The registry has no image app',
  ],
  [
    'manifest for 127.0.0.1:5000/app:9 not found: manifest unknown: manifest unknown',
    'The registry has no image',
  ],
  [
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.53:53: no such host',
    'The registry of app cannot be reached',
  ],
  [
    'Get "https://registry.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    'The registry of app cannot be reached',
  ],
  [
    'Get "https://registry.example/v2/": x509: certificate signed by unknown authority',
    'The certificate of the registry',
  ],
  [
    'toomanyrequests: You have reached your pull rate limit.',
    'The registry of app refuses more downloads',
  ],
  [
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
    "app is not made for this host's kind",
  ],
  [
    'failed to register layer: write /usr/lib/x.so: no space left on device',
    'The disk of this host is full',
  ],
  [
    'filesystem layer verification failed for digest sha256:0123',
    'app cannot be pulled: filesystem layer verification',
  ],
] as const

describe('pullFailure', () => {
  test.each(PULLS)('%s', (said, sentence) => {
    const { message } = pullFailure('app', new WorkFailed(said), 1000)
    expect(message).toStartWith(sentence)
    expect(message).toEndWith('.')
  })

  test('knows the words also where Docker refused at once', () => {
    const cause = Object.assign(
      new Error('(HTTP code 404) unexpected - pull access denied for app'),
      {
        statusCode: 404,
      },
    )
    const refused = new DockerRefused('Docker Engine refused.', 404, { cause })
    expect(pullFailure('app', refused, 1000).message).toStartWith('The registry has no image app')
  })

  test('says how long nothing came', () => {
    expect(pullFailure('app', new WorkStalled(), 20_000).message).toContain('for 20 seconds')
  })

  test('leaves the absence of Docker to its own sentence', () => {
    const absent = new DockerUnreachable('Docker Engine does not run on this host.')
    expect(pullFailure('app', absent, 1000)).toBe(absent)
    expect(buildFailure('app', absent, undefined, 1000)).toBe(absent)
  })
})

describe('buildFailure', () => {
  const cause = new WorkFailed(
    "The command '/bin/sh -c apt-get update' returned a non-zero code: 100",
  )

  test('says that packages cannot be reached, and why', () => {
    const complaint =
      "E: Failed to fetch http://mirror.example/x.deb  Temporary failure resolving 'mirror.example'"
    const { message } = buildFailure('casement/base', cause, complaint, 1000)
    expect(message).toContain(
      "Debian's packages cannot be reached (Failed to fetch http://mirror.example",
    )
    expect(message).toContain('set build-proxy')
  })

  test('says what the build complained about', () => {
    const { message } = buildFailure('casement/base', cause, 'cp: cannot stat x', 1000)
    expect(message).toStartWith('casement/base cannot be built: cp: cannot stat x.')
  })

  test('says that the disk is full', () => {
    const { message } = buildFailure(
      'casement/base',
      new WorkFailed('no space left on device'),
      undefined,
      1,
    )
    expect(message).toStartWith('The disk of this host is full')
  })
})
