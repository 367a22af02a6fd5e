import { type Static, Type } from '@sinclair/typebox'

/**
 * How the front door asks an agent's gateway to film a session's screen: a WebSocket to
 * `/s/<session>/encoder` with these in its query. What comes is an FLV stream with H.264, cut anywhere;
 * the encoder ends with the socket, and the socket with the encoder. The front door sends an empty message
 * now and then; who is silent for `ENCODER_SILENCE_MS` is taken for gone.
 */
export const EncoderQuery = Type.Object({
  width: Type.Integer({ minimum: 16, maximum: 8192 }),
  height: Type.Integer({ minimum: 16, maximum: 8192 }),
  /** Frames a second. */
  frames: Type.Integer({ minimum: 1, maximum: 60 }),
  /** At most so many kbit a second. */
  rate: Type.Integer({ minimum: 100, maximum: 50_000 }),
})
export type EncoderQuery = Static<typeof EncoderQuery>

/** Why the agent closes such a socket, besides the codes of every WebSocket. */
export const ENCODER_CLOSE = {
  /** The session's image has no encoder: there is no use in asking again. */
  absent: 4404,
  /** The session has as many as it may have. */
  busy: 4429,
  /** It cannot be asked for like this. */
  malformed: 4400,
  /** It ended by itself. */
  ended: 4500,
} as const

export const ENCODER_SILENCE_MS = 30_000
