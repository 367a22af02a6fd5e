/** What a stream that is no Ogg, or whose packets grow beyond bounds, is refused with. */
export class OggError extends Error {
  override readonly name = 'OggError'
}

const MAGIC = 'OggS'
const HEADER = 27
/** A packet goes on in the next page while its segments are full. */
const FULL_SEGMENT = 255
/** An Opus packet of 120 ms at the highest rate is shorter. */
const MOST = 64 * 1024

/**
 * Takes one logical stream of Ogg (RFC 3533) apart into its packets, however the bytes are cut. Checksums are
 * not looked at: the bytes come through a pipe, which neither loses nor changes any.
 */
export class OggReader {
  /** What has come of a page that is not whole yet. */
  #page = Buffer.alloc(0)
  /** What has come of a packet that goes on in the next page. */
  #packet: Buffer[] = []
  #packetLength = 0

  /** The packets that end in these bytes. They are memory of their own. */
  feed(bytes: Uint8Array): Buffer[] {
    const packets: Buffer[] = []
    let rest = Buffer.concat([this.#page, bytes])
    for (;;) {
      const length = pageLength(rest)
      if (length === undefined || length > rest.length) break
      this.#take(rest.subarray(0, length), packets)
      rest = rest.subarray(length)
    }
    this.#page = rest
    return packets
  }

  #take(page: Buffer, packets: Buffer[]) {
    const segments = page.readUInt8(HEADER - 1)
    const bodyAt = HEADER + segments
    let from = bodyAt
    let to = bodyAt
    for (let segment = HEADER; segment < bodyAt; segment++) {
      const length = page.readUInt8(segment)
      to += length
      if (length === FULL_SEGMENT) continue
      this.#keep(page.subarray(from, to))
      packets.push(Buffer.concat(this.#packet))
      this.#packet = []
      this.#packetLength = 0
      from = to
    }
    if (to > from) this.#keep(page.subarray(from, to))
  }

  #keep(part: Buffer) {
    this.#packetLength += part.length
    if (this.#packetLength > MOST) throw new OggError('A packet without end')
    this.#packet.push(part)
  }
}

/** Undefined while it cannot be told yet. */
function pageLength(bytes: Buffer): number | undefined {
  if (!MAGIC.startsWith(bytes.toString('latin1', 0, MAGIC.length))) throw new OggError('No Ogg')
  if (bytes.length < HEADER) return undefined
  const segments = bytes.readUInt8(HEADER - 1)
  if (bytes.length < HEADER + segments) return undefined
  let length = HEADER + segments
  for (let at = HEADER; at < HEADER + segments; at++) length += bytes.readUInt8(at)
  return length
}

/** Whether a packet of an Opus stream (RFC 7845) is one of the two that only describe it. */
export function isOpusHeader(packet: Buffer): boolean {
  const magic = packet.toString('latin1', 0, 8)
  return magic === 'OpusHead' || magic === 'OpusTags'
}
