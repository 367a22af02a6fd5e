import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import * as der from './der.ts'

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const

/** Browsers take no certificate that lives longer. */
export const VALID_DAYS = 397

const DAY = 24 * 60 * 60 * 1000
const NAME_LIMIT = 64

export type KeyAndCertificate = { readonly key: string; readonly cert: string }

/** A new key (ECDSA P-256) and a certificate for it that it signed itself; PEM. Names may be addresses. */
export function selfSigned(names: readonly string[], now: Date): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const algorithm = der.sequence(der.oid(OID.ecdsaWithSha256))
  const name = distinguishedName(names[0] ?? 'casement')
  const body = der.sequence(
    der.explicit(0, der.integer(Uint8Array.of(2))), // version 3
    der.integer(serial()),
    algorithm,
    name,
    der.sequence(
      der.time(new Date(now.getTime() - DAY)), // clocks of browsers are not all right
      der.time(new Date(now.getTime() + VALID_DAYS * DAY)),
    ),
    name,
    spki,
    der.explicit(3, der.sequence(...extensions(names, spki))),
  )
  const signature = sign('sha256', body, privateKey)
  const whole = der.sequence(body, algorithm, der.bitString(signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem('CERTIFICATE', whole),
  }
}

function extensions(names: readonly string[], spki: Uint8Array): Buffer[] {
  return [
    extension(OID.basicConstraints, true, der.sequence()),
    extension(OID.keyUsage, true, der.bitString(Uint8Array.of(0x80), 7)), // digitalSignature
    extension(OID.extendedKeyUsage, false, der.sequence(der.oid(OID.serverAuth))),
    extension(OID.subjectAltName, false, der.sequence(...names.map(generalName))),
    extension(OID.subjectKeyId, false, der.octetString(createHash('sha1').update(spki).digest())),
  ]
}

function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  const mark = critical ? [der.boolean(true)] : []
  return der.sequence(der.oid(id), ...mark, der.octetString(value))
}

function distinguishedName(common: string): Buffer {
  return der.sequence(
    attribute(OID.organization, 'Casement'),
    attribute(OID.commonName, common.slice(0, NAME_LIMIT)),
  )
}

function attribute(id: string, value: string): Buffer {
  return der.set(der.sequence(der.oid(id), der.utf8String(value)))
}

function generalName(name: string): Buffer {
  const version = isIP(name)
  if (version === 0) return der.implicit(2, Buffer.from(name, 'ascii'))
  return der.implicit(7, version === 4 ? Buffer.from(name.split('.').map(Number)) : bytesOf6(name))
}

/** The sixteen bytes of an IPv6 address. */
function bytesOf6(address: string): Buffer {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string) => part.split(':').filter((group) => group !== '')
  const before = groups(head)
  const after = groups(tail ?? '')
  const zeros = new Array<string>(8 - before.length - after.length).fill('0')
  const all = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16))
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

function serial(): Uint8Array {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40 // positive, and no leading zero
  return bytes
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
