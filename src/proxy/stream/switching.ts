import { viaField } from '../../wire/via.ts'
import { acceptKey, frameBinary, framedLength } from '../../wire/websocket.ts'

/** The answer that makes a connection a WebSocket. */
export function switching(key: string, protocol: string | undefined, requestId = ''): string {
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptKey(key)}`,
    ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
    `X-Request-Id: ${requestId}`,
    `Via: ${viaField(1)}`,
    '\r\n',
  ].join('\r\n')
}

/** Where frames are put together: as long as the largest read, framed. */
let frameRoom = Buffer.allocUnsafeSlow(framedLength(512 * 1024))

/** The bytes as binary frames, in memory that the next call uses again. */
export function framed(bytes: Uint8Array): Buffer {
  const most = framedLength(bytes.length)
  if (most > frameRoom.length) frameRoom = Buffer.allocUnsafeSlow(most)
  return frameRoom.subarray(0, frameBinary(bytes, frameRoom))
}
