/** Addresses outside of this machine that a page of a test asked for; none may. */
const asked = new Set<string>()

const OURS = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Notes what a page asked for, where that is not on this machine; `data:` and the like leave it nowhere. */
export function noteRequest(address: string): void {
  const { protocol, hostname } = new URL(address)
  if (/^(https?|wss?):$/.test(protocol) && !OURS.has(hostname)) asked.add(address)
}

/** Throws for what was noted since the last call; asked after each test (preload.ts). */
export function refuseForeignRequests(): void {
  const addresses = [...asked]
  asked.clear()
  if (addresses.length === 0) return
  throw new Error(`A page made a request to another host: ${addresses.join(' ')}`)
}
