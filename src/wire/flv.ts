/** One picture of a video: H.264 in Annex B, with its parameter sets in front where it is a key frame. */
export type VideoFrame = {
  readonly key: boolean
  readonly parts: readonly Buffer[]
}

/** What arrives is no FLV with H.264, or a frame larger than any. */
export class BadVideo extends Error {
  override readonly name = 'BadVideo'
}

const FILE_HEADER = 13
const TAG_HEADER = 11
/** Each tag is followed by its own length. */
const TAG_TRAILER = 4
const VIDEO_TAG = 9
const AVC = 7
const PACKET = { parameters: 0, frame: 1 } as const
/** Before the picture: kind and codec, kind of packet, three bytes of time. */
const VIDEO_HEADER = 5
const START_CODE = Buffer.from([0, 0, 0, 1])
const LARGEST_TAG = 4 * 2 ** 20

/**
 * Takes H.264 out of an FLV stream (Adobe's "Video File Format Specification", 10.1), however it is cut.
 * FLV, since its tags say how long they are: a frame can be passed on when it is there, where a bare
 * stream would have to wait for the next one. Holds one frame.
 */
export class FlvReader {
  readonly #frame: (frame: VideoFrame) => void
  #parameters: Buffer = Buffer.alloc(0)
  /** What is being gathered: the header of the file, of a tag, or a tag's body. */
  #room: Buffer = Buffer.alloc(FILE_HEADER)
  #length = 0
  #state: 'file' | 'tag' | 'body' = 'file'
  #video = false

  /** Whoever gets a frame may keep it. */
  constructor(frame: (frame: VideoFrame) => void) {
    this.#frame = frame
  }

  /** Throws BadVideo. */
  feed(bytes: Buffer) {
    for (let at = 0; at < bytes.length; ) {
      const taken = bytes.copy(this.#room, this.#length, at)
      at += taken
      this.#length += taken
      if (this.#length === this.#room.length) this.#whole(this.#room)
    }
  }

  #whole(room: Buffer) {
    this.#length = 0
    if (this.#state === 'tag') {
      const size = room.readUIntBE(1, 3)
      if (size > LARGEST_TAG) throw new BadVideo(`A frame of ${size} bytes`)
      this.#video = room[0] === VIDEO_TAG
      this.#state = 'body'
      this.#room = Buffer.allocUnsafeSlow(size + TAG_TRAILER)
      return
    }
    if (this.#state === 'file' && room.toString('latin1', 0, 3) !== 'FLV') {
      throw new BadVideo('This is no FLV')
    }
    if (this.#state === 'body' && this.#video) this.#read(room.subarray(0, -TAG_TRAILER))
    this.#state = 'tag'
    this.#room = Buffer.alloc(TAG_HEADER)
  }

  #read(body: Buffer) {
    if (body.length < VIDEO_HEADER) return
    const kind = body.readUInt8(0)
    if ((kind & 15) !== AVC) throw new BadVideo(`A video of the codec ${kind & 15}`)
    const data = body.subarray(VIDEO_HEADER)
    const packet = body.readUInt8(1)
    if (packet === PACKET.parameters) this.#parameters = parameterSets(data)
    if (packet !== PACKET.frame) return
    startCodes(data)
    const key = kind >> 4 === 1
    this.#frame({ key, parts: key ? [this.#parameters, data] : [data] })
  }
}

/** The sets of an AVCDecoderConfigurationRecord (ISO 14496-15, 5.2.4.1), each behind a start code. */
function parameterSets(record: Buffer): Buffer {
  const sets: Buffer[] = []
  let at = 5
  try {
    for (const mask of [31, 255]) {
      let count = record.readUInt8(at++) & mask
      for (; count > 0; count--) {
        const end = at + 2 + record.readUInt16BE(at)
        sets.push(START_CODE, record.subarray(at + 2, end))
        at = end
      }
    }
  } catch (cause) {
    throw new BadVideo('Its parameter sets are cut short', { cause })
  }
  return Buffer.concat(sets)
}

/** Puts start codes where lengths are; both take four bytes. */
function startCodes(data: Buffer) {
  for (let at = 0; at < data.length; ) {
    if (at + 4 > data.length) throw new BadVideo('A frame is cut short')
    const length = data.readUInt32BE(at)
    START_CODE.copy(data, at)
    at += 4 + length
  }
}
