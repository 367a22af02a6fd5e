import type { VideoFrame } from './flv.ts'
import { ENCODING, FROM_SERVER } from './rfb.ts'

/*
 * Messages that the platform itself puts into a stream of RFB.
 */

const FENCE_REQUEST = 0x8000_0000
const RESET_DECODER = 1

/** From the server: one frame of video over the whole screen. `first` of its encoder, so that nothing of an earlier one is left. */
export function videoUpdate(
  frame: VideoFrame,
  width: number,
  height: number,
  first: boolean,
): Buffer {
  const length = frame.parts.reduce((sum, part) => sum + part.length, 0)
  const head = Buffer.alloc(24)
  head[0] = FROM_SERVER.update
  head.writeUInt16BE(1, 2)
  head.writeUInt16BE(width, 8)
  head.writeUInt16BE(height, 10)
  head.writeInt32BE(ENCODING.h264, 12)
  head.writeUInt32BE(length, 16)
  head.writeUInt32BE(first ? RESET_DECODER : 0, 20)
  return Buffer.concat([head, ...frame.parts])
}

/** From the server: a fence that the client sends back once it has read what stands before it. */
export function fenceRequest(payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head[0] = FROM_SERVER.fence
  head.writeUInt32BE(FENCE_REQUEST, 4)
  head[8] = payload.length
  return Buffer.concat([head, payload])
}

/** From the client: updates of this part of the screen, beginning in its upper left corner, as they happen. */
export function continuousUpdates(width: number, height: number): Buffer {
  const message = Buffer.alloc(10)
  message[0] = 150
  message[1] = 1
  message.writeUInt16BE(width, 6)
  message.writeUInt16BE(height, 8)
  return message
}

/** From the client: the whole screen, whatever it has already. */
export function wholeScreen(width: number, height: number): Buffer {
  const message = Buffer.alloc(10)
  message[0] = 3
  message.writeUInt16BE(width, 6)
  message.writeUInt16BE(height, 8)
  return message
}
