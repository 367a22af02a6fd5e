/**
 * What a viewer's page and its agent agree on about sound. `/s/<session>/sound`: each message to the browser
 * is one packet of Opus, and now and then the browser says, as 4 bytes, most significant first, how many it has
 * got. `/s/<session>/microphone`: each message is a piece of sound, signed 16 bits, little-endian, one channel;
 * raw, since any browser can make that without an encoder, any session play it without a decoder, and
 * somebody speaks for minutes where sound comes for hours.
 */

/** Samples a second, in both directions. */
export const SAMPLE_RATE = 48_000
export const SOUND_CHANNELS = 2
/** Milliseconds in one packet of sound, and in one message of a microphone. */
export const PACKET_MS = 20
/** The browser says how many packets it has got after each so many. */
export const HEARD_EVERY = 10

/** Codes that such a socket is closed with, beside those of the front door. */
export const SOUND_CLOSE = {
  /** What it takes is not in the image of the session. */
  absent: 4010,
  /** It ended, or does not begin now: come back in a moment. */
  later: 4011,
} as const
