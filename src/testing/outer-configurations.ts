/** What stands in front: its certificate, where it listens, and the product behind it. */
export type OuterPlan = {
  readonly folder: string
  readonly port: number
  readonly upstream: { readonly port: number; readonly tls: boolean }
  /** Of the product's addresses; empty, or begins with a slash and ends without one. */
  readonly prefix: string
  /** The product gets the prefix, too; else it is taken away before. */
  readonly keepsPrefix: boolean
  /** Of nginx: what its location says beside the upstream, instead of what a WebSocket needs. */
  readonly location?: readonly string[] | undefined
}

type Configuration = {
  readonly text: string
  readonly command: (path: string) => readonly string[]
}

/**
 * The plainest configuration that lets WebSockets through, as each project's own documentation has it. The
 * product gets no help beyond that: no name of the host, no address of the client, no longer time limits.
 */
export const CONFIGURATIONS = { nginx, haproxy, caddy } as const satisfies Record<
  string,
  (plan: OuterPlan) => Configuration
>

export type OuterKind = keyof typeof CONFIGURATIONS

/** What an nginx that passes WebSockets on says. */
export const NGINX_WEBSOCKET = [
  'proxy_http_version 1.1;',
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Connection $connection_upgrade;',
] as const

/** The same with files of any size. */
const NGINX_PLAIN = [...NGINX_WEBSOCKET, 'client_max_body_size 0;'] as const

/** https://nginx.org/en/docs/http/websocket.html; `Host` becomes that of the upstream. */
function nginx(plan: OuterPlan): Configuration {
  const { folder, port, upstream, prefix, keepsPrefix, location = NGINX_PLAIN } = plan
  const scheme = upstream.tls ? 'https' : 'http'
  // An address with a path replaces what the location matched.
  const path = prefix === '' || keepsPrefix ? '' : '/'
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const text = `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  map $http_upgrade $connection_upgrade {
    default upgrade;
    '' close;
  }
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    location ${prefix}/ {
      proxy_pass ${scheme}://127.0.0.1:${upstream.port}${path};
      ${location.join('\n      ')}
    }
  }
}
`
  const command = (path: string) => ['nginx', '-p', folder, '-e', 'stderr', '-c', path]
  return { text, command }
}

/** https://www.haproxy.com/documentation/haproxy-configuration-tutorials/protocol-support/websocket/ */
function haproxy({ folder, port, upstream, prefix, keepsPrefix }: OuterPlan): Configuration {
  const strips = prefix !== '' && !keepsPrefix
  const text = `
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
frontend outside
  bind 127.0.0.1:${port} ssl crt ${folder}/both.pem
  ${prefix === '' ? '' : `acl ours path_beg ${prefix}/`}
  ${prefix === '' ? 'default_backend casement' : 'use_backend casement if ours'}
backend casement
  ${strips ? `http-request replace-path ${prefix}(/.*) \\1` : ''}
  server one 127.0.0.1:${upstream.port}${upstream.tls ? ' ssl verify none' : ''}
`
  return { text, command: (path) => ['haproxy', '-db', '-f', path] }
}

/** https://caddyserver.com/docs/caddyfile/directives/reverse_proxy */
function caddy({ folder, port, upstream, prefix, keepsPrefix }: OuterPlan): Configuration {
  const to = `${upstream.tls ? 'https' : 'http'}://127.0.0.1:${upstream.port}`
  const unverified = upstream.tls
    ? ' {\n    transport http {\n      tls_insecure_skip_verify\n    }\n  }'
    : ''
  const handle = keepsPrefix ? 'handle' : 'handle_path'
  const proxy = `reverse_proxy ${to}${unverified}`
  const text = `
{
  admin off
  auto_https off
}
https://127.0.0.1:${port} {
  tls ${folder}/cert.pem ${folder}/key.pem
  ${prefix === '' ? proxy : `${handle} ${prefix}/* {\n  ${proxy}\n  }`}
}
`
  return { text, command: (path) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', path] }
}
