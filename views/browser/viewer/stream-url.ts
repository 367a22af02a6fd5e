/**
 * Where a stream is, for a WebSocket. `stream` is relative to the page; `proof` shows that the WebSocket is
 * of this page.
 */
export function streamUrl(stream: string, proof: string): URL {
  const url = new URL(stream, location.href)
  url.search = `page=${proof}`
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}
