/**
 * The text of a container's log. Docker puts eight bytes before each piece: one for the stream, three
 * empty ones, four for the length of the piece.
 */
export function textOfLog(log: Uint8Array): string {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength)
  const pieces: Uint8Array[] = []
  for (let at = 0; at + 8 <= log.byteLength; ) {
    const end = at + 8 + view.getUint32(at + 4)
    pieces.push(log.subarray(at + 8, end))
    at = end
  }
  return Buffer.concat(pieces).toString()
}
