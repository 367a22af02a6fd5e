import type { Check } from '../src/domain/front.ts'

export const SERVERS = ['nginx', 'haproxy', 'caddy', 'traefik', 'apache'] as const
export type Server = (typeof SERVERS)[number]

/** For each fault the lines that mend it; a server that is not named does it right by itself. */
type Mends = { readonly [S in Server]?: string }

const NGINX_UPGRADE = `# beside server { … }
map $http_upgrade $connection_upgrade { default upgrade; '' close; }
# in location { … }
proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $connection_upgrade;`

const HTTPS: Mends = {
  nginx: `listen 443 ssl;
ssl_certificate     /etc/ssl/desk.pem;
ssl_certificate_key /etc/ssl/desk.key;
proxy_set_header X-Forwarded-Proto $scheme;`,
  haproxy: `bind :443 ssl crt /etc/ssl/desk-and-key.pem
http-request set-header X-Forwarded-Proto https if { ssl_fc }`,
  caddy: `desk.example.com {
  reverse_proxy 127.0.0.1:8080
}`,
  traefik: `[http.routers.casement]
  entryPoints = ["websecure"]
  [http.routers.casement.tls]`,
  apache: `SSLEngine on
SSLCertificateFile    /etc/ssl/desk.pem
SSLCertificateKeyFile /etc/ssl/desk.key
RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}`,
}

export const MENDS: { readonly [C in Check]?: Mends } = {
  websocket: {
    nginx: NGINX_UPGRADE,
    apache: `# 2.4.47 or later
ProxyPass / http://127.0.0.1:8080/ upgrade=websocket`,
  },
  idle: {
    nginx: `proxy_read_timeout 1h;
proxy_send_timeout 1h;`,
    haproxy: 'timeout tunnel 1h',
    caddy: `# in reverse_proxy { … }: neither of these
stream_timeout …
transport http { read_timeout … }`,
    traefik: `[entryPoints.websecure.transport.respondingTimeouts]
  readTimeout = 0
  idleTimeout = 180`,
    apache: 'ProxyTimeout 3600',
  },
  stream: {
    nginx: `proxy_buffering off;
gzip off;
# and no proxy_ignore_headers X-Accel-Buffering`,
    haproxy: `# without these
filter compression
compression algo gzip`,
    caddy: `# in reverse_proxy { … }; and no encode for it
flush_interval -1`,
    traefik: `[http.middlewares.pack.compress]
  excludedContentTypes = ["text/event-stream"]`,
    apache: `ProxyPass / http://127.0.0.1:8080/ upgrade=websocket flushpackets=on
SetEnv no-gzip 1`,
  },
  upload: {
    nginx: `client_max_body_size 0;
proxy_request_buffering off;`,
    caddy: `# not less than what people send
request_body {
  max_size 10GB
}`,
    traefik: `[http.middlewares.limit.buffering]
  maxRequestBodyBytes = 0`,
    apache: 'LimitRequestBody 0',
  },
  version: { nginx: NGINX_UPGRADE, apache: '# without\nSetEnv force-proxy-request-1.0 1' },
  host: {
    nginx: 'proxy_set_header Host $http_host;',
    haproxy: '# without\nhttp-request set-header Host …',
    caddy: `# in reverse_proxy { … }
header_up Host {http.request.hostport}`,
    traefik: `[http.services.casement.loadBalancer]
  passHostHeader = true`,
    apache: 'ProxyPreserveHost On',
  },
  scheme: HTTPS,
  secure: HTTPS,
}
