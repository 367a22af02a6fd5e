import type { Rows } from './rows.ts'

/** Parts come one a second for four: who hands them over together does so at once. */
const TOGETHER_MS = 1500

/** Whether parts of an answer arrive as they are sent. What comes together once, as by a slow machine, is tried again. */
export async function tryStream(address: string, rows: Rows): Promise<void> {
  const first = await readParts(address)
  const outcome = first.outcome === 'late' ? await readParts(address) : first
  rows.show('stream', outcome.outcome, { coding: outcome.coding })
}

async function readParts(address: string): Promise<{ outcome: string; coding: string }> {
  try {
    const answer = await fetch(address, { cache: 'no-store' })
    const coding = answer.headers.get('content-encoding') ?? ''
    const reader = answer.body?.getReader()
    if (!answer.ok || !reader) return { outcome: 'broken', coding }
    let began: number | undefined
    let last = 0
    for (;;) {
      const { done } = await reader.read()
      last = performance.now()
      began ??= last
      if (done) break
    }
    if (last - began >= TOGETHER_MS) return { outcome: 'good', coding }
    return { outcome: coding === '' ? 'late' : 'packed', coding }
  } catch {
    return { outcome: 'broken', coding: '' }
  }
}

/** Whether as many bytes as a file may have get through. */
export async function tryUpload(address: string, bytes: number, rows: Rows): Promise<void> {
  try {
    const answer = await fetch(address, { method: 'POST', body: new Uint8Array(bytes) })
    const arrived: unknown = answer.ok ? await answer.json() : undefined
    const whole =
      typeof arrived === 'object' && arrived && 'bytes' in arrived && arrived.bytes === bytes
    if (whole) rows.show('upload', 'good')
    else rows.show('upload', answer.ok ? 'broken' : 'refused', { status: String(answer.status) })
  } catch {
    rows.show('upload', 'broken')
  }
}
