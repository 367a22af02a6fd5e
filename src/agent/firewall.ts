import { host as texts } from '../texts/host.ts'
import type { SessionNetwork } from './network.ts'
import { ProgramFailed, type Run } from './run.ts'

/**
 * What sessions may not reach through the host unless an admin allows it: this network, carriers' and
 * private ones, loopback, link-local with the metadata address of clouds, multicast, the rest.
 */
const CLOSED = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const

/** At once rather than after a time-out, so that a browser in a session says so. */
const REFUSE = '-j REJECT --reject-with icmp-admin-prohibited'
const REPLIES = '-m conntrack --ctstate RELATED,ESTABLISHED'

export type Openings = {
  /** Name servers; port 53 of these alone. */
  readonly resolvers: readonly string[]
  /** Networks, `a.b.c.d/n`. */
  readonly allow: readonly string[]
}

type Family = { readonly save: string; readonly restore: string; readonly walls: readonly Wall[] }
/** The rules of one network. */
type Wall = { readonly network: SessionNetwork; readonly chains: Chains }
type Chains = { readonly forward: readonly string[]; readonly input: readonly string[] }

/**
 * What the session network may send, as rules of two chains of our own. They see packets that come *from*
 * sessions only. Nothing is accepted on the way out, only refused: Docker's and the admin's own rules
 * still count. Replies to the proxy pass, since it is the host that connected.
 */
export function sessionRules({ bridge }: SessionNetwork, { resolvers, allow }: Openings): Chains {
  const names = resolvers.flatMap((server) => [
    `-d ${server}/32 -p udp -m udp --dport 53`,
    `-d ${server}/32 -p tcp -m tcp --dport 53`,
  ])
  return {
    forward: [
      `-o ${bridge} -j DROP`,
      `${REPLIES} -j RETURN`,
      ...names.map((match) => `${match} -j RETURN`),
      ...allow.map((network) => `-d ${network} -j RETURN`),
      ...CLOSED.map((network) => `-d ${network} ${REFUSE}`),
    ],
    input: [`${REPLIES} -j ACCEPT`, ...names.map((match) => `${match} -j ACCEPT`), REFUSE],
  }
}

/** On the network of sessions that are to reach nothing: replies to the proxy, and no more. */
export function shutRules({ bridge }: SessionNetwork): Chains {
  return {
    forward: [`-o ${bridge} -j DROP`, `${REPLIES} -j RETURN`, REFUSE],
    input: [`${REPLIES} -j ACCEPT`, REFUSE],
  }
}

/** Sessions have no IPv6; should one get an address, it leads nowhere. */
const NO_IPV6: Chains = { forward: ['-j DROP'], input: ['-j DROP'] }

/**
 * Keeps the rules in the kernel. `assert` costs a look at the tables while nothing changed; what another
 * program flushed, moved or put above ours is put right in one atomic step. A failure means that sessions
 * must not start.
 */
export function createFirewall(
  run: Run,
  network: SessionNetwork,
  ipv6: boolean,
  shut?: SessionNetwork,
) {
  const networks = shut ? [network, shut] : [network]
  const asserted = new Map<string, string>()

  async function assertFamily({ save, restore, walls }: Family): Promise<void> {
    const wanted = JSON.stringify(walls)
    const before = await run([save, '-t', 'filter'])
    const picture = (saved: string) => networks.map((one) => pictureOf(saved, one)).join('\n')
    if (asserted.get(save) === wanted + picture(before)) return
    await run([restore, '-w', '--noflush'], restoreText(before, walls))
    asserted.set(save, wanted + picture(await run([save, '-t', 'filter'])))
  }

  return {
    async assert(openings: Openings): Promise<void> {
      try {
        await assertFamily({
          save: 'iptables-save',
          restore: 'iptables-restore',
          walls: [
            { network, chains: sessionRules(network, openings) },
            ...(shut ? [{ network: shut, chains: shutRules(shut) }] : []),
          ],
        })
        if (ipv6) {
          const names = { save: 'ip6tables-save', restore: 'ip6tables-restore' }
          await assertFamily({
            ...names,
            walls: networks.map((one) => ({ network: one, chains: NO_IPV6 })),
          })
        }
      } catch (cause) {
        if (!(cause instanceof ProgramFailed)) throw cause
        throw new Error(texts.noFirewall(cause.program, cause.message), { cause })
      }
    },
  }
}

/** Takes every rule and chain of ours out of the kernel. */
export async function removeFirewall(run: Run, network: SessionNetwork, ipv6: boolean) {
  for (const family of ipv6 ? ['iptables', 'ip6tables'] : ['iptables']) {
    const before = await run([`${family}-save`, '-t', 'filter'])
    const text = removalText(before, network)
    if (text) await run([`${family}-restore`, '-w', '--noflush'], text)
  }
}

/** Input for `iptables-restore --noflush`: naming a chain empties it, all lines count at once or none. */
export function restoreText(before: string, walls: readonly Wall[]): string {
  const parent = before.includes('\n:DOCKER-USER ') ? 'DOCKER-USER' : 'FORWARD'
  return filterTable(
    walls.flatMap(({ network, chains }) => {
      const { forward, input } = chainNames(network)
      return [
        `:${forward} - [0:0]`,
        `:${input} - [0:0]`,
        ...jumps(before, network).map((rule) => rule.replace('-A', '-D')),
        ...chains.forward.map((rule) => `-A ${forward} ${rule}`),
        ...chains.input.map((rule) => `-A ${input} ${rule}`),
        `-I ${parent} 1 -i ${network.bridge} -j ${forward}`,
        `-I INPUT 1 -i ${network.bridge} -j ${input}`,
      ]
    }),
  )
}

/** Undefined where nothing of ours is in the table. */
export function removalText(before: string, network: SessionNetwork): string | undefined {
  const ours = Object.values(chainNames(network)).filter((name) => before.includes(`\n:${name} `))
  if (ours.length === 0) return undefined
  return filterTable([
    ...jumps(before, network).map((rule) => rule.replace('-A', '-D')),
    ...ours.map((name) => `-F ${name}`),
    ...ours.map((name) => `-X ${name}`),
  ])
}

function filterTable(lines: readonly string[]): string {
  return ['*filter', ...lines, 'COMMIT', ''].join('\n')
}

/** The part of a saved table that must not change: our rules, and that they are asked first. */
function pictureOf(saved: string, network: SessionNetwork): string {
  const { forward, input } = chainNames(network)
  const lines = saved.split('\n').filter((line) => line.startsWith('-A '))
  const first = ['DOCKER-USER', 'FORWARD', 'INPUT'].map((parent) =>
    lines.find((line) => line.startsWith(`-A ${parent} `)),
  )
  const rules = lines.filter((line) => line.includes(` ${forward} `) || line.includes(` ${input} `))
  return [...rules, ...jumps(saved, network), ...first].join('\n')
}

function jumps(saved: string, network: SessionNetwork): string[] {
  const ends = Object.values(chainNames(network)).map((name) => ` -j ${name}`)
  return saved.split('\n').filter((line) => ends.some((end) => line.endsWith(end)))
}

/** Named by the bridge, so that a second network beside the first has its own. */
function chainNames({ bridge }: SessionNetwork) {
  const name = bridge.toUpperCase()
  return { forward: `${name}-FORWARD`, input: `${name}-INPUT` }
}
