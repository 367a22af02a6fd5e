import { describe, expect, test } from 'bun:test'
import { mirrorsAmong, oneLineSources, stanzaSources } from './debian-mirror.ts'

const STANZAS = `Types: deb
# a comment
URIs: http://mirror.example/debian/
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
`

const LINES = `# deb http://old.example/debian buster main
deb [arch=amd64 signed-by=/x.gpg] https://tools.example/apt stable tools
deb-src http://mirror.example/debian trixie main
deb http://mirror.example/debian/ trixie main contrib
deb http://mirror.example/debian-security trixie-security main
`

describe('the mirrors of this host', () => {
  test('are read from stanzas', () => {
    expect(mirrorsAmong(stanzaSources(STANZAS))).toEqual({
      main: 'http://mirror.example/debian',
      security: 'http://mirror.example/debian-security',
    })
  })

  test('are read from lines, whatever release of Debian the host is', () => {
    expect(mirrorsAmong(oneLineSources(LINES))).toEqual({
      main: 'http://mirror.example/debian',
      security: 'http://mirror.example/debian-security',
    })
  })

  test('are unknown on another distribution', () => {
    const ubuntu = 'deb http://archive.example/ubuntu jammy main restricted\n'
    const disc = 'deb cdrom:[Debian 12]/ bookworm main\n'
    expect(mirrorsAmong(oneLineSources(ubuntu + disc))).toEqual({
      main: undefined,
      security: undefined,
    })
  })
})
