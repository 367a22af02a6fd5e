import { BlockList, isIP } from 'node:net'

/** Addresses and networks such as `10.0.0.0/8` or `fd00::/8`, as the settings have them. */
export class Networks {
  readonly #v4 = new BlockList()
  readonly #v6 = new BlockList()

  /** Each of them in the form that the settings let through. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', bits] = network.split('/')
      const six = isIP(address) === 6
      const list = six ? this.#v6 : this.#v4
      list.addSubnet(address, Number(bits ?? (six ? 128 : 32)), six ? 'ipv6' : 'ipv4')
    }
  }

  /** Of an address in its one form. */
  has(address: string): boolean {
    const family = isIP(address)
    if (family === 4) return this.#v4.check(address, 'ipv4')
    return family === 6 && this.#v6.check(address, 'ipv6')
  }
}
