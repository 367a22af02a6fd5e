import { sessionAbilities } from '../../src/domain/abilities.ts'
import { ErrorPage } from '../error.tsx'
import { LaunchPage, type LaunchProps } from '../launch.tsx'
import { PortalPage, type TileProps } from '../portal.tsx'
import { ViewerPage } from '../viewer.tsx'
import { WebViewerPage } from '../web-viewer.tsx'
import { ago, id, type Sample, type Say } from './sample.ts'

function tiles(say: Say): TileProps[] {
  const container = (
    number: number,
    name: string,
    description: string,
    icon: string,
    tint: number,
  ) => ({
    id: id(number),
    kind: 'container' as const,
    name: say(name),
    description: description && say(description),
    icon,
    tint,
    key: id(number + 500),
    state: { kind: 'ready' as const },
    takesUrl: false,
    favourite: number < 23,
    words: [say('daily work')],
  })
  return [
    container(21, 'Desktop', 'Xfce with a browser and an editor', 'monitor', 0),
    { ...container(22, 'Firefox', 'A browser of its own', 'globe', 2), takesUrl: true },
    container(24, 'Terminal', '', 'square-terminal', 3),
    {
      ...container(23, 'Blender', '3D modelling', 'box', 5),
      state: { kind: 'preparing', percent: 34 },
    },
    container(26, 'Inkscape', 'Drawing', 'pen-tool', 4),
    {
      id: id(25),
      kind: 'link',
      name: say('Wiki'),
      description: say('How we do things'),
      icon: 'notebook-pen',
      tint: 1,
      url: 'https://wiki.example.com/',
      favourite: false,
      words: [],
    },
    {
      ...container(27, 'CAD desktop', '', 'wrench', 0),
      state: {
        kind: 'unavailable',
        reason: say('Its image cannot be had: the registry refused the login. Ask an admin.'),
      },
    },
  ]
}

export function workSamples(say: Say): Sample[] {
  const session = {
    id: id(1),
    workspace: say('Desktop'),
    icon: 'monitor',
    tint: 0,
    startedAt: ago(8040),
    agent: say('atlas-01'),
  }
  const abilities = sessionAbilities([], [])
  const restricted = sessionAbilities(
    [{ id: id(31), name: 'Guests', priority: 1, abilities: { 'clipboard-up': false } }],
    ['printing', 'sound', 'microphone', 'upload', 'download'],
  )
  const launch: LaunchProps = {
    id: id(1),
    workspaceId: id(21),
    workspace: say('Desktop'),
    stage: 'starting',
    elapsed: 2.3,
    usual: { total: 5.2, placing: 0.1, pulling: 42, starting: 0.6, waiting: 4.4 },
    agent: say('atlas-01'),
    retryKey: id(900),
  }
  const launchSample = (name: string, props: Partial<LaunchProps>): Sample => ({
    name,
    path: `/sessions/${id(1)}`,
    page: <LaunchPage {...launch} {...props} />,
  })
  return [
    {
      name: 'portal',
      path: '/',
      page: (
        <PortalPage
          tiles={tiles(say)}
          total={7}
          favourites={{ count: 2, only: false }}
          categories={[
            { name: say('Desktops'), count: 2 },
            { name: say('Browsers'), count: 1 },
            { name: say('Design'), count: 2 },
          ]}
          most={5}
          sessions={[
            { ...session, state: 'running' },
            { ...session, id: id(4), state: 'paused' },
            { ...session, id: id(5), state: 'stopped' },
            {
              ...session,
              id: id(2),
              workspace: say('Firefox'),
              icon: 'globe',
              tint: 2,
              state: 'pulling',
              startedAt: ago(14),
              percent: 34,
            },
            {
              ...session,
              id: id(3),
              workspace: say('Blender'),
              icon: 'box',
              tint: 5,
              state: 'failed',
              sentence: say('Its programs used more than 4 GiB of memory, so the system ended it.'),
            },
          ]}
        />
      ),
    },
    {
      name: 'portal-member',
      path: '/',
      member: true,
      page: (
        <PortalPage
          tiles={tiles(say).slice(0, 2)}
          total={2}
          favourites={{ count: 0, only: false }}
          categories={[]}
          sessions={[]}
        />
      ),
    },
    {
      name: 'portal-empty',
      path: '/',
      member: true,
      page: (
        <PortalPage
          tiles={[]}
          total={0}
          favourites={{ count: 0, only: false }}
          categories={[]}
          sessions={[]}
        />
      ),
    },
    launchSample('launch', {}),
    launchSample('launch-pulling', {
      stage: 'pulling',
      percent: 34,
      elapsed: 72,
    }),
    launchSample('launch-refused', {
      stage: 'failed',
      elapsed: 0,
      agent: undefined,
      failure: {
        sentence: 'No host has room: it needs 8 CPUs and 4 GiB of memory.',
        during: 'placing',
        reasons: [
          { agent: say('atlas-01'), reason: say('7 of 12 CPUs are free, 8 needed') },
          { agent: say('cirrus-01'), reason: say('Last heard of 34 s ago') },
        ],
      },
    }),
    launchSample('launch-failed', {
      stage: 'failed',
      failure: {
        sentence: say('The image could not be had: no space is left on the disk of atlas-01.'),
        during: 'pulling',
        reasons: [],
      },
    }),
    launchSample('launch-out-of-memory', {
      stage: 'failed',
      failure: {
        sentence: say('Its programs used more than 4 GiB of memory, so the system ended it.'),
        during: 'running',
        reasons: [],
      },
    }),
    launchSample('launch-lost', { stage: 'lost' }),
    launchSample('launch-ended', { stage: 'ended' }),
    launchSample('launch-paused', { stage: 'paused' }),
    launchSample('launch-stopped', {
      stage: 'stopped',
      trouble: say(
        'Its files are on atlas-01, which cannot take it now: 0 of 12 CPUs are free, 2 needed.',
      ),
    }),
    launchSample('launch-restarting', { stage: 'restarting' }),
    {
      name: 'viewer',
      path: `/sessions/${id(1)}`,
      page: (
        <ViewerPage
          id={id(1)}
          workspace={say('Desktop')}
          agent={say('atlas-01')}
          proof="sample"
          abilities={abilities}
        />
      ),
    },
    {
      name: 'viewer-restricted',
      path: `/sessions/${id(1)}`,
      page: (
        <ViewerPage id={id(1)} workspace={say('Desktop')} proof="sample" abilities={restricted} />
      ),
    },
    {
      name: 'web-viewer',
      path: `/sessions/${id(1)}`,
      page: (
        <WebViewerPage
          id={id(1)}
          workspace={say('Notebook')}
          agent={say('atlas-01')}
          reachable={false}
        />
      ),
    },
    {
      name: 'error',
      path: '/admin/nothing/here',
      page: (
        <ErrorPage
          status={404}
          sentence={say('This page does not exist, or is not for you.')}
          requestId={id(77)}
        />
      ),
    },
    {
      name: 'error-signed-out',
      path: '/sessions/x',
      signedOut: true,
      page: (
        <ErrorPage
          status={503}
          sentence="The database is starting."
          requestId={id(78)}
          retryAfter={5}
          signIn={{ next: '/sessions/x' }}
        />
      ),
    },
  ]
}
