import { describe, expect, test } from 'bun:test'
import { logger } from '../../log.ts'
import { openDocker } from '../docker.ts'
import type { Desktop } from '../probe.ts'
import type { Asked } from './handler.ts'
import { preview } from './preview.ts'

const docker = openDocker('/nowhere/docker.sock')

function looking(lookAt: (desktop: Desktop) => Promise<Uint8Array<ArrayBuffer>>) {
  const clock = { now: 0 }
  const passwordOf = (session: string) => (session === 'unknown' ? undefined : 'secret')
  const tools = { docker, log: logger('agent'), passwordOf }
  const handler = preview(tools, { now: () => clock.now, lookAt })
  const ask = (parts: Partial<Asked> = {}, method = 'GET') => {
    const asked = { session: 'a', container: 'c', address: '10.0.0.1', rest: '', ...parts }
    const request = new Request('http://gateway/s/a/preview', { method })
    return handler.answer?.(request, { ...asked, query: new URLSearchParams() })
  }
  return { ask, clock }
}

describe('a preview', () => {
  test('is of the desktop of its own session', async () => {
    const { ask } = looking(async ({ host, port, password }) => {
      return new TextEncoder().encode(`${host} ${port} ${password}`)
    })
    const answer = await ask({ session: 'b', address: '10.0.0.2' })
    expect(await answer?.text()).toBe('10.0.0.2 5901 secret')
    expect(answer?.headers.get('content-type')).toBe('image/png')
  })

  test('is taken once in a while, however many ask', async () => {
    let looks = 0
    const { ask, clock } = looking(async () => {
      looks += 1
      return Uint8Array.of(looks)
    })
    const bytes = async () => (await ask())?.bytes()
    const first = Uint8Array.of(1)
    expect(await Promise.all([bytes(), bytes(), bytes()])).toEqual([first, first, first])
    clock.now = 4001
    expect(await bytes()).toEqual(Uint8Array.of(2))
    await ask({ session: 'b' })
    expect(looks).toBe(3)
  })

  test('is refused where there is no desktop, or none that shows itself', async () => {
    const { ask } = looking(async () => Promise.reject(new Error('gone')))
    await expect(ask({ session: 'unknown' })).rejects.toMatchObject({ status: 409 })
    await expect(ask({ address: undefined })).rejects.toMatchObject({ status: 409 })
    await expect(ask()).rejects.toMatchObject({ status: 503 })
    await expect(ask({}, 'PUT')).rejects.toMatchObject({ status: 405 })
  })
})
