import type { KeyAndCertificate } from '../certificates/self-signed.ts'

/** Where a front door listens, and what it is told of what surrounds it. */
export type Listening = {
  readonly hostname: string
  readonly port: number
  /** The first is for whoever asks for no name; without any, plain HTTP. */
  readonly tls?: readonly KeyAndCertificate[] | undefined
  /** Before every path, from an outer proxy that leaves it there; begins with a slash and ends without. */
  readonly pathPrefix?: string | undefined
  /** Proxies that are believed what they say of whom they speak for: addresses and networks. */
  readonly trustedProxies?: readonly string[] | undefined
  /** Each connection of a trusted proxy begins with a header of the PROXY protocol. */
  readonly proxyProtocol?: boolean | undefined
  /** Where what containers serve is: a port of its own, hosts below a domain, or both. */
  readonly sessionPort?: number | undefined
  /** Without that port there is to be no front door. */
  readonly sessionPortMatters?: boolean | undefined
  readonly sessionDomain?: string | undefined
  /** Of plain HTTP, which leads to HTTPS at `port`; and likewise. */
  readonly redirectPort?: number | undefined
  readonly redirectPortMatters?: boolean | undefined
}
