import { X509Certificate } from 'node:crypto'

/** How much of its life is left to a certificate when it is renewed, and how much that varies by chance. */
const LEFT = 1 / 3
const JITTER = 1 / 60

/**
 * When a certificate is renewed, in milliseconds: at two thirds of its life and a little earlier, so that not
 * all come at once. `chance` is from 0 to 1.
 */
export function renewAt(cert: string, chance: number): number {
  const { validFrom, validTo } = new X509Certificate(cert)
  const end = Date.parse(validTo)
  const life = end - Date.parse(validFrom)
  return end - life * (LEFT + JITTER * chance)
}
