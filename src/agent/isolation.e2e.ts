import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { docker as dockerCli } from '../testing/engine.ts'
import { containerName } from './container.ts'
import { ADDRESSES, openNeighbourhood, PORT } from './testing/neighbourhood.ts'
import { agentStage, NETWORK, present, reachFreely, reachFrom } from './testing/stage.ts'

const session = crypto.randomUUID()
const other = crypto.randomUUID()
/** On the network that leads nowhere. */
const shut = crypto.randomUUID()
const cleanUp = new AsyncDisposableStack()
let addressOfOther = ''
/** Stands for the manager, the agent and the database: on every address of this host. */
let hostPort = 0

beforeAll(async () => {
  const stage = cleanUp.use(await agentStage())
  cleanUp.use(await openNeighbourhood())
  const listener = Bun.listen({ hostname: '0.0.0.0', port: 0, socket: { data() {} } })
  cleanUp.defer(() => listener.stop(true))
  hostPort = listener.port
  cleanUp.use(await stage.start({ allow: '10.78.0.0/24' }))
  stage.manager.want(
    present(session),
    present(other),
    present(shut, { run: { network: 'isolated' } }),
  )
  await stage.manager.fact(shut, ({ state }) => state === 'running')
  await stage.manager.fact(session, ({ state }) => state === 'running')
  const fact = await stage.manager.fact(other, ({ state }) => state === 'running')
  addressOfOther = fact.address?.host ?? ''
})
afterAll(() => cleanUp.disposeAsync())

/** Every IPv4 address of this host that a packet can be sent to, its own end of the bridge included. */
function hostAddresses(): string[] {
  const found = Object.values(networkInterfaces()).flatMap((them) => them ?? [])
  return found.filter((it) => it.family === 'IPv4' && !it.internal).map((it) => it.address)
}

describe('from inside a session', () => {
  test('another session cannot be reached, although it answers', async () => {
    expect(await reachFreely(addressOfOther, 5901, 'host')).toBe(true)
    expect(await reachFrom(session, addressOfOther, 5901)).toBe(false)
    expect(await reachFrom(other, addressOfOther, 5901)).toBe(true)
  })

  test('the bridge itself carries nothing to another one, whatever iptables sees', () => {
    const ports = readdirSync(`/sys/class/net/${NETWORK.bridge}/brif`)
    expect(ports).toHaveLength(2)
    for (const port of ports) {
      const isolated = readFileSync(
        `/sys/class/net/${NETWORK.bridge}/brif/${port}/isolated`,
        'utf8',
      )
      expect(isolated.trim()).toBe('1')
    }
  })

  test('the host cannot be reached at any of its addresses', async () => {
    const addresses = hostAddresses()
    expect(addresses.length).toBeGreaterThan(1)
    for (const address of addresses) {
      expect([address, await reachFreely(address, hostPort)]).toEqual([address, true])
      expect([address, await reachFrom(session, address, hostPort)]).toEqual([address, false])
    }
  })

  test.each(['metadata', 'neighbour'] as const)(
    'the %s address cannot be reached',
    async (what) => {
      expect(await reachFreely(ADDRESSES[what], PORT)).toBe(true)
      expect(await reachFrom(session, ADDRESSES[what], PORT)).toBe(false)
    },
  )

  test.each(['allowed', 'outside'] as const)('the %s address can be reached', async (what) => {
    expect(await reachFrom(session, ADDRESSES[what], PORT)).toBe(true)
  })

  test('an isolated one reaches nothing at all, and its own desktop', async () => {
    for (const what of ['allowed', 'outside', 'neighbour', 'metadata'] as const) {
      expect([what, await reachFrom(shut, ADDRESSES[what], PORT)]).toEqual([what, false])
    }
    for (const address of hostAddresses()) {
      expect([address, await reachFrom(shut, address, hostPort)]).toEqual([address, false])
    }
    expect(await reachFrom(shut, addressOfOther, 5901)).toBe(false)
    expect(await reachFrom(shut, '127.0.0.1', 5901)).toBe(true)
  })

  test('there is no socket of Docker and no IPv6', async () => {
    const look = `const interfaces = Object.entries(require('os').networkInterfaces())
      const addresses = interfaces.flatMap(([name, them]) => name === 'lo' ? [] : them)
      process.stdout.write(JSON.stringify({
        socket: require('fs').existsSync('/var/run/docker.sock'),
        families: addresses.map(({ family }) => family),
      }))`
    const [seen = ''] = await dockerCli('exec', containerName(session), '/bun', '-e', look)
    expect(JSON.parse(seen)).toEqual({ socket: false, families: ['IPv4'] })
  })
})
