const UNSEEN =
  'The front door did not say how the request arrived. Open the page through it, and see that all hosts run one version.'

/** The self-test of what stands in front. `{name}` in a sentence is filled in by the page. */
export const front = {
  title: 'In front of Casement',
  about: 'What a reverse proxy or balancer between you and Casement does to pages and streams.',
  link: 'Test what stands in front',
  running: 'Testing. It takes three quarters of a minute.',
  well: 'All is well: nothing in front of Casement gets in the way.',
  wrongOne: '1 thing is wrong. What to change stands beside it.',
  wrongMany: '{count} things are wrong. What to change stands beside each.',
  noticeOne: 'Everything works. 1 thing could be better.',
  noticeMany: 'Everything works. {count} things could be better.',
  again: 'Test again',
  noScript:
    'The test runs in your browser, which needs scripts for it. Switch them on for this page.',
  unseen: UNSEEN,
  checks: 'Checks',
  inFront: 'How to mend it in',
  servers: {
    nginx: 'nginx',
    haproxy: 'HAProxy',
    caddy: 'Caddy',
    traefik: 'Traefik',
    apache: 'Apache',
  },
  mend: 'How to mend it',
  byItself:
    'It does this right by itself. Look for the setting that switches it off, or for another proxy on the way.',
  tones: {
    ok: 'Good',
    warn: 'Could be better',
    bad: 'Wrong',
    off: 'Not tried',
    running: 'Testing',
  },
  seconds: 'Seconds without a word',
  names: {
    websocket: 'WebSocket',
    idle: 'Quiet connections',
    stream: 'Parts of an answer',
    upload: 'Large uploads',
    version: 'HTTP version',
    host: 'Host name',
    scheme: 'Scheme',
    secure: 'Secure page',
    prefix: 'Path',
    address: 'Your address',
  },
  asks: {
    websocket: 'Opens a WebSocket, as desktops do.',
    idle: 'Keeps a WebSocket open on which nothing is said for 45 seconds.',
    stream: 'Asks for an answer in small parts, one a second, as news of sessions come.',
    upload: 'Sends 20 MB, as a file for a session.',
    version: 'Looks which HTTP the request had when it arrived.',
    host: 'Compares the name that you typed with the one that arrived.',
    scheme: 'Compares https or http on both sides.',
    secure: 'Looks what the browser allows this page.',
    prefix: 'Looks whether Casement lives below a path.',
    address: 'Looks whom Casement takes you for.',
  },
  outcomes: {
    websocket: {
      good: 'WebSockets get through, so desktops open.',
      refused:
        'The WebSocket did not open, so no desktop will. The proxy in front does not pass the upgrade on.',
    },
    idle: {
      good: 'A connection may be quiet for 45 seconds. Casement says something every 30.',
      cut: 'A quiet connection was cut after {seconds} s. Casement says something every 30 s, so desktops at rest are lost. Raise the time limit of the proxy above 60 s.',
      untried: 'It needs a WebSocket, and none opened.',
    },
    stream: {
      good: 'Parts arrive as they are sent, so pages stay up to date by themselves.',
      late: 'All parts came at once at the end: something in front keeps answers back, so pages do not stay up to date. Switch its buffering off.',
      packed:
        'The proxy compresses the stream ({coding}), which keeps parts back. Casement packs its pages itself: switch compression off for it.',
      broken:
        'The answer broke off before its end. Look for a time limit of a few seconds in front.',
    },
    upload: {
      good: '20 MB arrived. Files of any size can be sent to sessions.',
      refused:
        'The upload of 20 MB was refused with status {status}, which Casement did not send. Raise the largest body that the proxy takes.',
      broken:
        'The upload of 20 MB broke off. Most likely the proxy takes no body as large as that: raise its limit.',
    },
    version: {
      good: 'Requests arrive as HTTP/1.1.',
      old: 'Requests arrive as HTTP/1.0, which knows no WebSocket and opens a connection for each request. Let the proxy speak HTTP/1.1.',
      untried: UNSEEN,
    },
    host: {
      good: 'You typed {page}, and so it arrived.',
      renamed:
        'You typed {page}, and {seen} arrived. Everything works, since pages prove that they are ours; pass the name on all the same, so that logs show it and older browsers can sign in.',
      untried: UNSEEN,
    },
    scheme: {
      good: 'The page is on https, and nothing says otherwise.',
      plain:
        'The page is on http: whoever is on the way can read along, and browsers refuse our cookies beyond this machine. Give the proxy a certificate and open the page by https.',
      other:
        'The page is on https, and the proxy says {said} of it. Let it say what the browser speaks.',
      untried: UNSEEN,
    },
    secure: {
      good: 'The browser takes the page for secure: clipboard, video and sound work.',
      missing:
        'The browser does not take the page for secure, and keeps clipboard, video and sound from it. Open it by https.',
      old: 'This browser cannot decode video by itself (WebCodecs), so moving pictures need more of the line. A newer one can.',
    },
    prefix: {
      none: 'Casement lives at the root of its host. Nothing to do.',
      taken:
        'Casement lives below {prefix}, which the proxy takes away before it asks. Nothing to do.',
      left: 'Casement lives below {prefix}, which the proxy leaves on and --path-prefix takes away. Nothing to do.',
      untried: UNSEEN,
    },
    address: {
      good: 'Casement takes you for {address}. If that is the proxy, everybody behind it counts as one: let it say who asks, and name it in --trusted-proxies.',
      believed: 'Casement takes you for {address}, as {peer} says, which is a trusted proxy.',
      unbelieved:
        'The proxy at {peer} says that you are {claimed}. It is not believed, so everybody behind it counts as one where sign-ins are limited. Name it: --trusted-proxies {peer}',
      untried: UNSEEN,
    },
  },
}
