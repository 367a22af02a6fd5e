/** An uninstall where Docker Engine is away but, with live-restore, its sessions are not. */
import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { temporaryFolder } from '../testing/folder.ts'
import { hasIpv6 } from './fence.ts'
import { createFirewall, removeFirewall } from './firewall.ts'
import { removeAllOfOurs } from './remove.ts'
import { run } from './run.ts'

const network = { name: 'casement-e2e-away', bridge: 'cse2e-away' }
const PORT = 'cse2e-port'

async function rules(): Promise<string[]> {
  return (await run(['iptables-save', '-t', 'filter']))
    .split('\n')
    .filter((line) => line.includes('CSE2E-AWAY'))
}

async function unplug(): Promise<void> {
  if (existsSync(`/sys/class/net/${PORT}`)) await run(['ip', 'link', 'delete', PORT])
}

test('keeps sessions shut off that cannot be ended, and takes everything down after them', async () => {
  await using cleanUp = new AsyncDisposableStack()
  const folder = cleanUp.use(temporaryFolder())
  const config = { dataDir: folder.path, dockerSocket: `${folder.path}/nobody.sock` }
  cleanUp.defer(() => removeFirewall(run, network, hasIpv6()))
  await run(['ip', 'link', 'add', network.bridge, 'type', 'bridge'])
  cleanUp.defer(async () => void (await run(['ip', 'link', 'delete', network.bridge])))
  // Stands for the cable of a container.
  await run(['ip', 'link', 'add', PORT, 'type', 'veth', 'peer', 'name', `${PORT}1`])
  cleanUp.defer(unplug)
  await run(['ip', 'link', 'set', PORT, 'master', network.bridge])
  await createFirewall(run, network, hasIpv6()).assert({ resolvers: [], allow: [] })
  const before = await rules()
  expect(before).not.toEqual([])

  expect(await removeAllOfOurs(config, network)).toBe(1)
  expect(await rules()).toEqual(before)

  await unplug()
  expect(await removeAllOfOurs(config, network)).toBe(0)
  expect(await rules()).toEqual([])
})
