const ORIGIN = /^(https?):\/\/([a-z0-9._~-]+|\[[0-9a-f:.]+\])(:\d+)?$/i

/** Whether it is that of some site, and no sandbox, file or redirect. */
export function isOrigin(origin: string | undefined): boolean {
  return ORIGIN.test(origin ?? '')
}

/**
 * Whether a page of this host opened the WebSocket. Browsers always send Origin with one, so without
 * it there is no telling and the answer is no. The scheme is ignored: behind a reverse proxy ours may
 * differ from the browser's.
 */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  const parts = ORIGIN.exec(origin ?? '')
  if (!parts) return false
  const [, scheme = '', name = '', port = ''] = parts
  const usual = scheme.toLowerCase() === 'https' ? ':443' : ':80'
  return withoutPort(`${name}${port}`, usual) === withoutPort(host, usual)
}

function withoutPort(host: string, usual: string): string {
  const lower = host.toLowerCase()
  return lower.endsWith(usual) ? lower.slice(0, -usual.length) : lower
}
