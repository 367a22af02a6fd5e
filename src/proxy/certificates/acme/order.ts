import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import type { Config } from '../../../config.ts'
import type { KeyAndCertificate } from '../self-signed.ts'
import { runHook } from './hook.ts'
import type { AcmeStore } from './store.ts'

export type AcmeSettings = Pick<
  Config,
  'acmeDomains' | 'acmeEmail' | 'acmeDirectory' | 'acmeCa' | 'acmeHook'
>

/** What the front door answers for the authority: texts by paths. */
export type Proofs = Map<string, string>

const REQUEST_MS = 30_000
/** Between two looks whether the authority is done: at first, and at most. */
const LOOK_MS = 1_000
const LONGEST_LOOK_MS = 30_000

/**
 * Asks the authority for a certificate of all names (RFC 8555), by a program that sets DNS records where
 * there is one (DNS-01), else by what the front door answers to plain HTTP (HTTP-01). `prove` is called
 * whenever the proofs have changed. Throws what kept it.
 */
export async function orderCertificate(
  settings: AcmeSettings,
  store: AcmeStore,
  prove: (proofs: Proofs) => void,
): Promise<KeyAndCertificate> {
  // It is large, and most installations never need it.
  const { axios, Client, crypto } = await import('acme-client')
  axios.defaults.timeout = REQUEST_MS
  if (settings.acmeCa !== '') {
    axios.defaults.httpsAgent = new Agent({ ca: readFileSync(settings.acmeCa, 'utf8') })
  }
  const known = store.readAccount()
  const accountKey = known ?? (await crypto.createPrivateEcdsaKey()).toString()
  if (!known) store.keepAccount(accountKey)
  const client = new Client({
    directoryUrl: settings.acmeDirectory,
    accountKey,
    backoffMin: LOOK_MS,
    backoffMax: LONGEST_LOOK_MS,
  })
  const key = (await crypto.createPrivateEcdsaKey()).toString()
  const [, csr] = await crypto.createCsr({ altNames: [...settings.acmeDomains] }, key)
  const wanted = settings.acmeHook === '' ? 'http-01' : 'dns-01'
  const proofs: Proofs = new Map()
  const answer = async (step: 'add' | 'remove', name: string, token: string, value: string) => {
    if (wanted === 'dns-01')
      return runHook(settings.acmeHook, step, `_acme-challenge.${name}`, value)
    const path = `/.well-known/acme-challenge/${token}`
    if (step === 'add') proofs.set(path, value)
    else proofs.delete(path)
    prove(proofs)
  }
  const cert = await client.auto({
    csr,
    ...(settings.acmeEmail === '' ? {} : { email: settings.acmeEmail }),
    termsOfServiceAgreed: true,
    challengePriority: [wanted],
    // It would ask ourselves, on a port that may not be ours.
    skipChallengeVerification: true,
    challengeCreateFn: async ({ identifier }, { type, token }, value) => {
      if (type !== wanted)
        throw new Error(`The authority offers no ${wanted} for ${identifier.value}`)
      await answer('add', identifier.value, token, value)
    },
    challengeRemoveFn: ({ identifier }, { token }, value) =>
      answer('remove', identifier.value, token, value),
  })
  return { key, cert }
}
