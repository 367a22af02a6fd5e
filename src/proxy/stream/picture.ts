import type { Gateway } from '../../contract/gateway.ts'
import { logger } from '../../log.ts'
import type { VideoFrame } from '../../wire/flv.ts'
import { ENCODING } from '../../wire/rfb.ts'
import { type ClientMessage, FROM_CLIENT } from '../../wire/rfb-client-messages.ts'
import { encodingsIn } from '../../wire/rfb-client-stream.ts'
import { continuousUpdates, videoUpdate, wholeScreen } from '../../wire/rfb-messages.ts'
import type { Rectangle } from '../../wire/rfb-rectangle.ts'
import type { RfbServerStream } from '../../wire/rfb-server-stream.ts'
import { EncoderLink } from './encoder-link.ts'
import { Fences } from './fences.ts'
import { Calm, Motion } from './motion.ts'
import {
  CALM_LASTING_MS,
  calmRate,
  MOTION,
  type Quality,
  qualityOf,
  videoFor,
} from './video-plan.ts'

const log = logger('picture')

/** What a picture needs of its tunnel. */
export type PictureSides = {
  readonly session: string
  gateway(): Gateway | undefined
  /** Sends a message to the desktop, as if the client had. */
  ask(message: Buffer): void
  /** Sends a message to the client, as if the desktop had. Called between two of its messages alone. */
  show(message: Buffer): void
}

/** Why a video ends, and how long it takes at least until another one may begin. Milliseconds. */
const PAUSES = {
  calm: 1_000,
  resized: 0,
  unwanted: 0,
  /** The client did not keep up. */
  slow: 5_000,
  /** The encoder did not. */
  'slow encoder': 20_000,
  'no encoder': 60_000,
} as const

type Reason = keyof typeof PAUSES

/** A client may be so far behind, or this much later while its decoder starts. */
const BEHIND_MS = 1_500
const STARTING_MS = 4_000
const BEHIND_BYTES = 2 * 2 ** 20
/** Frames that wait for the end of a message of the desktop's. */
const MOST_WAITING = 10
/** From the wish for an encoder to its first frame, and from frame to frame. */
const FIRST_FRAME_MS = 15_000
const NEXT_FRAME_MS = 5_000
/** An encoder that makes fewer than so many frames in that time is worse than none. */
const LEAST_FRAMES = 8
const COUNTING_MS = 5_000
/** After a change of size, motion need not be proven as long as at first. */
const KNOWN_TO_MOVE_MS = 1_000

/**
 * Decides how a session's picture reaches one client. As a rule as the desktop sends it, mostly in Tight,
 * and then bytes are only looked at. While much of the screen keeps moving, and the client can decode it, a
 * video takes its place: the desktop is asked for one pixel instead of the screen, and frames of an
 * encoder in the session are put in between its messages (encoding 50). When it calms, or anything is not
 * as it should be, the desktop is asked for all of the screen again, whatever the client has.
 */
export class Picture implements Disposable {
  readonly #sides: PictureSides
  readonly #stream: RfbServerStream
  readonly #motion = new Motion(performance.now())
  readonly #fences = new Fences()
  #calm = new Calm(0)
  #quality: Quality = 'automatic'
  #decodes = false
  #continuous = false
  #link: EncoderLink | undefined
  /** The session has no encoder. */
  #absent = false
  #size = { width: 0, height: 0 }
  /** A video is being shown. */
  #video = false
  #waiting: VideoFrame[] = []
  #since = 0
  #frameAt = 0
  #first = true
  #frames = 0
  #countedAt = 0
  #notBefore = 0
  /** Of the full rate, what this client seems able to take. */
  #share = 1

  constructor(sides: PictureSides, stream: RfbServerStream) {
    this.#sides = sides
    this.#stream = stream
  }

  /** The stream has come to a rectangle. */
  rectangle({ x, y, width, height, encoding }: Rectangle) {
    if (this.#video || (encoding < 0 && encoding !== ENCODING.tightPng)) return
    if (encoding !== ENCODING.copyRect) this.#motion.changed(x, y, width, height, this.#stream)
  }

  /** So many bytes of the desktop have gone by. */
  passed(bytes: number, now = performance.now()) {
    if (this.#link) {
      const { width, height } = this.#stream
      if (width !== this.#size.width || height !== this.#size.height) this.#leave('resized', now)
    } else if (this.#mayBegin && now >= this.#notBefore) {
      const limits = this.#quality === 'sharp' ? undefined : MOTION[this.#quality]
      if (limits && this.#motion.passed(bytes, now, limits)) this.#begin(now)
    }
  }

  /** There are frames for the next moment between two messages. */
  get waits(): boolean {
    return this.#waiting.length > 0
  }

  /** Between two messages to the client. */
  between(now = performance.now()) {
    const frames = this.#waiting
    this.#waiting = []
    for (const frame of frames) this.#show(frame, now)
  }

  /** A message of the client; what is returned goes on to the desktop. */
  fromClient(kind: ClientMessage, message: Buffer): Buffer | undefined {
    if (kind === FROM_CLIENT.pixelFormat) this.#stream.choosePixels(message.subarray(4))
    else if (kind === FROM_CLIENT.fence && this.#fences.take(message)) return undefined
    else if (kind === FROM_CLIENT.encodings) this.#choose(encodingsIn(message))
    else if (kind === FROM_CLIENT.continuousUpdates) {
      this.#continuous = message[1] === 1
      if (!this.#continuous) this.#leave('unwanted', performance.now())
      else if (this.#video) return undefined
    }
    return message
  }

  /** Looks at its time limits. */
  check(now: number) {
    if (!this.#link) return
    const limit = this.#video ? NEXT_FRAME_MS : FIRST_FRAME_MS
    if (now - this.#frameAt > limit) return this.#leave('slow encoder', now)
    if (!this.#video) return
    this.#keepUp(now)
    if (now - this.#countedAt < COUNTING_MS) return
    const slow = this.#frames < LEAST_FRAMES
    this.#countedAt = now
    this.#frames = 0
    if (slow) this.#leave('slow encoder', now)
  }

  [Symbol.dispose]() {
    this.#link?.[Symbol.dispose]()
    this.#link = undefined
    this.#waiting = []
    this.#video = false
  }

  get #mayBegin(): boolean {
    return this.#decodes && this.#continuous && !this.#absent && this.#stream.lost === undefined
  }

  #choose(encodings: readonly number[]) {
    this.#decodes = encodings.includes(ENCODING.h264)
    this.#quality = qualityOf(encodings)
    if (!this.#decodes || this.#quality === 'sharp') this.#leave('unwanted', performance.now())
  }

  #begin(now: number) {
    const { width, height } = this.#stream
    const gateway = this.#sides.gateway()
    const query = videoFor(width, height, this.#quality, this.#share)
    this.#notBefore = now + PAUSES['no encoder']
    if (!gateway || !query) return
    this.#size = { width, height }
    this.#frameAt = now
    this.#link = new EncoderLink(gateway, this.#sides.session, query, {
      frame: (frame) => this.#frame(frame),
      ended: (absent) => {
        this.#absent = absent
        this.#leave('no encoder', performance.now())
      },
    })
  }

  #frame(frame: VideoFrame) {
    const now = performance.now()
    this.#frameAt = now
    if (!this.#video) {
      if (!frame.key) return
      log.info('The picture moves: a video takes over', { ...this.#size, ...this.#about })
      this.#video = true
      this.#first = true
      this.#since = now
      this.#countedAt = now
      this.#frames = 0
      this.#calm = new Calm(now)
      this.#fences.forget()
      this.#sides.ask(continuousUpdates(1, 1))
    }
    this.#frames++
    this.#waiting.push(frame)
    if (this.#stream.between) this.between(now)
    else if (this.#waiting.length > MOST_WAITING) this.#leave('slow', now)
  }

  #show(frame: VideoFrame, now: number) {
    if (!this.#video) return
    const { width, height } = this.#size
    const update = videoUpdate(frame, width, height, this.#first)
    this.#first = false
    this.#sides.show(Buffer.concat([update, this.#fences.put(update.length, now)]))
    if (this.#calm.frame(update.length, now, calmRate(width, height), CALM_LASTING_MS)) {
      this.#leave('calm', now)
    } else this.#keepUp(now)
  }

  /** Who has not dealt with what they got a while ago, or with this much of it, gets no more of it. */
  #keepUp(now: number) {
    const patience = now - this.#since < STARTING_MS ? STARTING_MS : BEHIND_MS
    if (this.#fences.age(now) > patience || this.#fences.bytes > BEHIND_BYTES) {
      this.#leave('slow', now)
    }
  }

  /** Back to what the desktop sends. */
  #leave(reason: Reason, now: number) {
    if (!this.#link) return
    const wasVideo = this.#video
    this[Symbol.dispose]()
    this.#fences.forget()
    this.#motion.reset(now, reason === 'resized' ? KNOWN_TO_MOVE_MS : 0)
    this.#notBefore = now + PAUSES[reason]
    if (reason === 'slow') this.#share = Math.max(0.1, this.#share / 2)
    else if (reason === 'calm') this.#share = Math.min(1, this.#share * 1.5)
    if (!wasVideo) return
    const seconds = Math.round((now - this.#since) / 1000)
    log.info('The video is over', { reason, seconds, ...this.#about })
    const { width, height } = this.#stream
    this.#sides.ask(continuousUpdates(width, height))
    this.#sides.ask(wholeScreen(width, height))
  }

  get #about() {
    return { session: this.#sides.session, quality: this.#quality }
  }
}
