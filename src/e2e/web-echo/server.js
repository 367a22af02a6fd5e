// What images with KasmVNC are to who reaches them: HTTPS at 6901 with a certificate of their own, Basic
// authentication, pages and a WebSocket. This one echoes, and tries what a hostile one would.
const right = `Basic ${btoa(`kasm_user:${process.env.VNC_PW}`)}`
let requests = 0

Bun.serve({
  port: 6901,
  tls: { cert: Bun.file('/srv/cert.pem'), key: Bun.file('/srv/key.pem') },
  fetch(request, server) {
    requests++
    if (request.headers.get('authorization') !== right) {
      return new Response('Who is it?', {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="web-echo"' },
      })
    }
    const { pathname } = new URL(request.url)
    if (pathname === '/echo' && server.upgrade(request)) return undefined
    if (pathname === '/heads') {
      return Response.json({ requests, ...Object.fromEntries(request.headers) })
    }
    if (pathname === '/worker.js') {
      const headers = { 'content-type': 'text/javascript', 'service-worker-allowed': '/' }
      return new Response('', { headers })
    }
    return new Response('<!doctype html><title>Echo</title><h1>A page of the container</h1>', {
      headers: [
        ['content-type', 'text/html'],
        ['x-frame-options', 'DENY'],
        ['set-cookie', 'theirs=1; Path=/'],
        ['set-cookie', '__Host-casement-login=tossed; Path=/; Secure'],
      ],
    })
  },
  websocket: {
    message(socket, message) {
      socket.send(message)
    },
  },
})
