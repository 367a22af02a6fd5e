import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from '../testing/folder.ts'
import { until } from '../testing/until.ts'
import { openDocker } from './docker.ts'

/** An engine that takes every request and answers none. */
const folder = temporaryFolder()
const path = join(folder.path, 'docker.sock')
const open = new Set<Socket>()
let asked = 0
const server = createServer((socket) => {
  open.add(socket)
  socket.on('data', () => asked++)
  socket.on('error', () => {})
  socket.on('close', () => open.delete(socket))
})
server.listen(path)
afterAll(() => {
  server.close()
  folder[Symbol.dispose]()
})
beforeEach(() => {
  asked = 0
})

const soon = { look: 200, remove: 200, work: 200 }
const docker = openDocker(path, soon)

describe('an engine that does not answer', () => {
  const calls: [string, () => Promise<unknown>][] = [
    ['info', () => docker.info()],
    ['a list of containers', () => docker.containers('here')],
    ['a container', () => docker.container('casement-1')],
    ['an image', () => docker.image('casement/desktop')],
    ['a network', () => docker.network('casement-sessions')],
    ['volumes', () => docker.volumes('a=b')],
    ['a start', () => docker.start('c1')],
    ['a removal', () => docker.remove('c1')],
  ]

  test('is not waited for by an agent that ends', async () => {
    const patient = openDocker(path)
    const call = patient.start('c1')
    await until('the call', () => asked > 0)
    patient.hangUp()
    await expect(call).rejects.toThrow('does not answer')
    await until('the connection to be closed', () => open.size === 0)
  })

  test.each(calls)('is given up on %s, and the connection with it', async (_, call) => {
    await expect(call()).rejects.toThrow('does not answer')
    await until('the connection to be closed', () => open.size === 0)
  })
})
