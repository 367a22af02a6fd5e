import { afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { logger } from '../../log.ts'
import { imagesDir } from '../../paths.ts'
import { docker as cli } from '../../testing/engine.ts'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { openDocker } from '../docker.ts'
import { knock } from '../probe.ts'
import { RECIPE_LABEL } from './build.ts'
import { debianMaker } from './debian.ts'
import { readRecipes } from './recipes.ts'
import { createImages } from './service.ts'
import { tarOf } from './tar.ts'
import { screenSize, setScreenSize } from './testing-screen.ts'
import { followWork } from './work-stream.ts'

const docker = openDocker('/var/run/docker.sock')
const recipes = readRecipes(imagesDir)
const LABEL = 'casement-images-e2e'
const PASSWORD = 'Xy7-kL2m'
const HARDENED = [
  ...['--cap-drop=ALL', '--security-opt=no-new-privileges', '--pids-limit=1024'],
  ...[
    '--user=1000:1000',
    '--add-host=outside:host-gateway',
    '--shm-size=512m',
    '--memory=2g',
    '--memory-swap=2g',
    `--label=${LABEL}`,
  ],
]

/** Builds what is missing or out of date, and leaves it there: a second run is fast. */
beforeAll(async () => {
  using scratch = temporaryFolder()
  await using images = createImages(docker, {
    recipes,
    makeDebian: debianMaker(docker, scratch.path),
    buildProxy: '',
    changed: () => {},
    log: logger('images'),
  })
  for (const reference of ['casement/desktop-deluxe', 'casement/firefox']) {
    await images.ensure(reference)
    await until(`a current ${reference}`, () => isCurrent(reference), 600)
  }
}, 1_260_000)

afterEach(async () => {
  const left = await cli('ps', '-aq', `--filter=label=${LABEL}`)
  if (left.length > 0) await cli('rm', '-f', ...left)
})

/** A container as the agent would start it; it answers when this returns. */
async function start(image: string, ...environment: string[]) {
  const variables = [`VNC_PW=${PASSWORD}`, ...environment].map((one) => `--env=${one}`)
  const [id = ''] = await cli('run', '-d', ...HARDENED, ...variables, image)
  const [address = '', pid = ''] = await cli(
    ...['inspect', '-f', '{{.NetworkSettings.IPAddress}}\n{{.State.Pid}}', id],
  )
  const screen = { host: address, port: 5901, password: PASSWORD }
  await until('the display', async () => (await knock(screen, never)) === 'open')
  return { id, pid: Number(pid), screen }
}

const never = new AbortController().signal

async function isCurrent(reference: string) {
  const image = await docker.image(reference)
  return image?.labels[RECIPE_LABEL] === recipes.get(reference)?.hash
}

async function processes(id: string) {
  const [, ...lines] = await cli('top', id, '-eo', 'pid,uid,args')
  return lines.map((line) => {
    const [pid = '', uid = '', ...args] = line.trim().split(/\s+/)
    return { pid: Number(pid), uid: Number(uid), args: args.join(' ') }
  })
}

describe.each(['casement/base', 'casement/desktop', 'casement/desktop-deluxe', 'casement/firefox'])(
  '%s',
  (image) => {
    test('carries the hash of its recipe', async () => {
      expect(await isCurrent(image)).toBe(true)
    })

    test('lets in who has the password, with nothing that it could do to the host', async () => {
      const { id, pid, screen } = await start(image)

      expect(await knock({ ...screen, password: 'wrong' }, never)).toBe('refused')
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      expect(status).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m)
      expect(status).toMatch(/^CapEff:\t0{16}$/m)
      expect(status).toMatch(/^CapBnd:\t0{16}$/m)
      expect(status).toMatch(/^NoNewPrivs:\t1$/m)
      expect(status).toMatch(/^Seccomp:\t2$/m)
      expect((await processes(id)).every(({ uid }) => uid === 1000)).toBe(true)
    })

    test('ends at once, and cleanly, when told to; and starts again', async () => {
      const { id, screen } = await start(image)
      const began = performance.now()
      await cli('stop', '-t', '30', id)
      expect(performance.now() - began).toBeLessThan(2000)
      expect(await cli('inspect', '-f', '{{.State.ExitCode}}', id)).toEqual(['0'])

      await cli('start', id)
      const [host = ''] = await cli('inspect', '-f', '{{.NetworkSettings.IPAddress}}', id)
      await until('the display', async () => (await knock({ ...screen, host }, never)) === 'open')
    })

    test('follows the size of the window', async () => {
      const { screen } = await start(image)
      await setScreenSize(screen, { width: 1111, height: 777 })
      await until('the new size', async () => {
        const { width, height } = await screenSize(screen)
        return width === 1111 && height === 777
      })
    })

    test('does not start without a password, and says so', async () => {
      const [id = ''] = await cli('run', '-d', ...HARDENED, image)
      await until('its end', async () => {
        const [state] = await cli('inspect', '-f', '{{.State.Status}}', id)
        return state === 'exited'
      })
      expect(await cli('inspect', '-f', '{{.State.ExitCode}}', id)).toEqual(['64'])
    })
  },
)

test('programs hear and are heard, and nothing but the screen is open to the network', async () => {
  const { id, pid } = await start('casement/base')
  await until('the sound', async () => {
    const [server] = await cli(
      'exec',
      id,
      'sh',
      '-c',
      'pactl info >/dev/null 2>&1 && echo up || echo',
    )
    return server === 'up'
  })
  expect(await cli('exec', id, 'pactl', 'get-default-sink')).toEqual(['out'])
  expect(await cli('exec', id, 'pactl', 'get-default-source')).toEqual(['microphone'])
  const sockets = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').trim().split('\n').slice(1),
  )
  const open = sockets.filter((line) => / 0{8}:0000 (0A|07) | 0{32}:0000 (0A|07) /.test(line))
  const ports = open.map((line) => Number.parseInt(/:([0-9A-F]{4}) /.exec(line)?.[1] ?? '', 16))
  expect([...new Set(ports)]).toEqual([5901])
})

test('the printer makes a file of each job, whatever its title is, and says so', async () => {
  const { id } = await start('casement/base')
  const sh = (script: string) => cli('exec', id, 'sh', '-c', script)
  await until('the printer', async () => {
    const [said] = await sh('lpstat -d 2>/dev/null; true')
    return said === 'system default destination: PDF'
  })
  await sh("printf '%%PDF-1.4 A page' > /tmp/page")
  await sh('lp -t "../../etc/Ä 字.PDF" /tmp/page && lp -t "../../etc/Ä 字.PDF" /tmp/page')
  await sh('lp -t ".hidden" /tmp/page && lp < /tmp/page')
  const told = await until('the files', async () => {
    const lines = await sh('cat "$XDG_RUNTIME_DIR/prints"')
    return lines.length === 4 ? lines : undefined
  })
  expect(told).toEqual(['etc Ä 字.pdf', 'etc Ä 字 (2).pdf', 'hidden.pdf', 'Document.pdf'])
  expect(await sh('ls -A ~/PDF | sort')).toEqual(told.toSorted())
  expect(await sh('cat ~/PDF/Document.pdf; stat -c " %U %a" ~/PDF/Document.pdf')).toEqual([
    '%PDF-1.4 A page user 644',
  ])
  await until('the spool to be empty', async () => {
    return (await sh('ls -A "$XDG_RUNTIME_DIR/cups/spool"')).length === 0
  })
})

test('the desktop shows its parts, and none of them knows the password', async () => {
  const { id } = await start('casement/desktop')
  const parts = ['xfwm4', 'xfdesktop', 'xfce4-panel', 'xfsettingsd']
  const found = await until('the parts', async () => {
    const all = await processes(id)
    const some = parts.flatMap((part) => all.find(({ args }) => args.startsWith(part)) ?? [])
    return some.length === parts.length ? some : undefined
  })
  for (const { pid } of found) {
    expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain(PASSWORD)
  }
  const folders = await cli('exec', id, 'ls', '/home/user')
  expect(folders).toEqual(expect.arrayContaining(['Downloads', 'Uploads']))
})

test('nothing can be opened before there is a window manager that gives it the keys', async () => {
  const { id } = await start('casement/desktop')
  await cli('update', '--cpus=0.3', id) // slow enough to tell who comes first
  await until('the panel', async () =>
    (await processes(id)).some(({ args }) => args.startsWith('xfce4-panel')),
  )
  const [manager] = await cli('exec', id, 'xprop', '-root', '_NET_SUPPORTING_WM_CHECK')
  expect(manager).toContain('window id # 0x')
})

test('a part of the desktop that ends comes back', async () => {
  const { id } = await start('casement/desktop')
  const panel = async () => (await processes(id)).find(({ args }) => args.startsWith('xfce4-panel'))
  const first = await until('the panel', panel)
  process.kill(first.pid, 'SIGKILL')
  await until('another panel', async () => {
    const second = await panel()
    return second && second.pid !== first.pid
  })
})

/** Titles of the windows that a person sees. */
async function windows(id: string): Promise<string[]> {
  const ask = `for one in $(xprop -root _NET_CLIENT_LIST | grep -o '0x[0-9a-f]*'); do
    xprop -id "$one" _NET_WM_NAME
  done`
  const lines = await cli('exec', id, 'sh', '-c', ask)
  return lines.flatMap((line) => /"(.*)"$/.exec(line)?.[1] ?? [])
}

test('the programs of the deluxe desktop open at once on what is to be done, and fit into 2 GiB together', async () => {
  const { id } = await start('casement/desktop-deluxe')
  await until('the panel', async () =>
    (await processes(id)).some(({ args }) => args.startsWith('xfce4-panel')),
  )
  const programs = [
    { argv: ['libreoffice', '--writer'], title: 'Untitled 1 - LibreOffice Writer' },
    { argv: ['gimp'], title: 'GNU Image Manipulation Program' },
    { argv: ['geany'], title: 'untitled - Geany' },
    { argv: ['firefox-esr'], title: 'Mozilla Firefox' },
  ]
  for (const { argv, title } of programs) {
    await cli('exec', '-d', id, ...argv)
    const isOpen = async () => (await windows(id)).includes(title)
    await until(`a window "${title}"`, isOpen, 120)
  }
  // Neither tips, nor a welcome, nor a question: one window each, and the desktop's own two.
  expect((await windows(id)).length).toBe(programs.length + 2)
  expect(await cli('inspect', '-f', '{{.State.OOMKilled}}', id)).toEqual(['false'])
})

const OPENS_WITH = {
  'letter.odt': 'libreoffice-writer.desktop',
  'letter.docx': 'libreoffice-writer.desktop',
  'table.csv': 'libreoffice-calc.desktop',
  'table.xlsx': 'libreoffice-calc.desktop',
  'talk.pptx': 'libreoffice-impress.desktop',
  'paper.pdf': 'org.gnome.Evince.desktop',
  'photo.png': 'org.xfce.ristretto.desktop',
  'layers.xcf': 'gimp.desktop',
  'page.html': 'firefox-esr.desktop',
  'notes.txt': 'org.xfce.mousepad.desktop',
  'work.py': 'geany.desktop',
  'things.7z': 'xarchiver.desktop',
} as const

test('the deluxe desktop opens each file with the program that it is for', async () => {
  const { id } = await start('casement/desktop-deluxe')
  const ask = `
import sys
from gi.repository import Gio
for name in sys.argv[1:]:
    print(Gio.AppInfo.get_default_for_type(Gio.content_type_guess(name, None)[0], False).get_id())`
  const names = Object.keys(OPENS_WITH)
  const programs = await cli('exec', id, 'python3', '-c', ask, ...names)
  expect(Object.fromEntries(names.map((name, index) => [name, programs[index]]))).toEqual(
    OPENS_WITH,
  )
})

test.each(['CASEMENT_URL', 'LAUNCH_URL'])('Firefox opens the address in %s', async (variable) => {
  const asked = Promise.withResolvers<string>()
  using server = Bun.serve({
    hostname: '0.0.0.0',
    port: 0,
    fetch: ({ url, headers }) => {
      if (new URL(url).pathname === '/work') asked.resolve(headers.get('user-agent') ?? '')
      return new Response('Hello')
    },
  })
  await start('casement/firefox', `${variable}=http://outside:${server.port}/work`)
  expect(await asked.promise).toContain('Firefox')
})

test('a container that is started as root gives that up', async () => {
  const [id = ''] = await cli('run', '-d', `--label=${LABEL}`, '--env=VNC_PW=x', 'casement/base')
  const display = await until('the display', async () =>
    (await processes(id)).find(({ args }) => args.startsWith('Xtigervnc')),
  )
  expect(display.uid).toBe(1000)
  expect(readFileSync(`/proc/${display.pid}/status`, 'utf8')).toMatch(/^CapBnd:\t0{16}$/m)
})

test('the Dockerfiles in images/README.md build, and give working sessions', async () => {
  const readme = readFileSync(join(imagesDir, 'README.md'), 'utf8')
  const dockerfiles = [...readme.matchAll(/```Dockerfile\n(.*?)```/gs)].map(
    ([, text]) => text ?? '',
  )
  expect(dockerfiles).toHaveLength(2)
  for (const [index, text] of dockerfiles.entries()) {
    const reference = `${LABEL}-${index}`
    const context = tarOf([{ path: 'Dockerfile', content: new TextEncoder().encode(text) }])
    const options = { t: reference, rm: true, forcerm: true }
    await followWork((stop) => docker.build(Readable.from([context]), options, stop), {
      signal: never,
      patienceMs: 300_000,
    })
    const { id } = await start(reference)
    expect(await cli('exec', id, 'sh', '-c', 'command -v galculator')).toEqual([
      '/usr/bin/galculator',
    ])
    if (text.includes('session.sh')) {
      const isRunning = async () => (await processes(id)).some(({ args }) => args === 'galculator')
      await until('the application', isRunning)
    }
    await cli('rm', '-f', id)
    await docker.removeImage(reference)
  }
})
