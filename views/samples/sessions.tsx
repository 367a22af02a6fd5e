import type { SessionRun } from '../components/session-runs.tsx'
import { pristine } from '../form.ts'
import { SessionDetailPage } from '../session-detail.tsx'
import { type SessionRow, SessionsPage } from '../sessions-admin.tsx'
import { type WorkspaceField, WorkspaceFormPage } from '../workspace-form.tsx'
import { WorkspacesPage } from '../workspaces-admin.tsx'
import { containerFields, containerSample } from './container.ts'
import { keptProfiles } from './profiles.tsx'
import { ago, id, type Sample, type Say } from './sample.ts'
import { whereSample } from './where.ts'

const GIB = 1024 ** 3

export function sessionRows(say: Say): SessionRow[] {
  const holding = true
  const agent = say('atlas-01')
  const row = { icon: 'monitor', tint: 0, cores: 2, memory: 4 * GIB, agent, holding }
  return [
    {
      ...row,
      id: id(1),
      workspace: say('Desktop'),
      user: say('maren.okafor'),
      state: 'running',
      startedAt: ago(8040),
    },
    {
      ...row,
      id: id(2),
      workspace: say('Firefox'),
      icon: 'globe',
      tint: 2,
      user: say('jonas.lie'),
      state: 'pulling',
      percent: 34,
      startedAt: ago(14),
      cores: 1.5,
    },
    {
      ...row,
      id: id(3),
      workspace: say('Blender'),
      icon: 'box',
      tint: 5,
      user: say('ola.berg'),
      agent: undefined,
      holding: false,
      state: 'failed',
      startedAt: ago(620),
      sentence: say('No host has room: it needs 8 CPUs and 4 GiB of memory.'),
    },
    {
      ...row,
      id: id(4),
      workspace: say('Terminal'),
      icon: 'square-terminal',
      tint: 3,
      user: say('jonas.lie'),
      state: 'lost',
      startedAt: ago(180_000),
      memory: 512 * 1024 ** 2,
    },
    {
      ...row,
      id: id(5),
      workspace: say('Desktop'),
      user: say('ola.berg'),
      state: 'deleting',
      startedAt: ago(3600),
      sentence: say('atlas-01 cannot end it yet. The engine refused: device or resource busy.'),
    },
    {
      ...row,
      id: id(6),
      workspace: say('Firefox'),
      icon: 'globe',
      tint: 2,
      user: say('ola.berg'),
      state: 'paused',
      startedAt: ago(3600),
      sentence: say('Nobody used it for 30 minutes. It goes on as soon as somebody wants it to.'),
    },
    {
      ...row,
      id: id(7),
      workspace: say('Desktop'),
      user: say('maren.okafor'),
      state: 'stopped',
      holding: false,
      startedAt: ago(90_000),
    },
  ]
}

function runs(say: Say): SessionRun[] {
  return [
    {
      ...{ id: id(44), moment: 'go', argv: ['/usr/local/bin/open-address'], at: ago(3) },
      outcome: { kind: 'waits' },
    },
    {
      ...{ id: id(43), moment: 'go', argv: ['/usr/local/bin/open-address'], at: ago(60) },
      outcome: { kind: 'goes on' },
    },
    {
      ...{ id: id(42), moment: 'first_launch', at: ago(8000) },
      argv: [
        'bash',
        '-c',
        say('cp -r /srv/skeleton/. ~ && git clone https://git.example.com/team'),
      ],
      outcome: { kind: 'ended', exitCode: 128 },
    },
    {
      ...{ id: id(41), moment: 'assign', argv: [say('welcome')], at: ago(8030) },
      outcome: {
        kind: 'failed',
        problem: say('exec: "welcome": executable file not found in $PATH'),
      },
    },
  ]
}

export function sessionSamples(say: Say): Sample[] {
  const rows = sessionRows(say)
  const [running, , failed] = rows
  if (!running || !failed) throw new Error('The samples lost their sessions')
  const form = pristine<WorkspaceField>({
    kind: 'container',
    name: say('Blender'),
    description: say('3D modelling'),
    icon: 'box',
    tint: '5',
    categories: say('Design, 3D'),
    image: say('casement/blender'),
    cores: '3',
    memory: '6 GiB',
    sharedMemory: '512 MiB',
    environment: say('OCIO=/opt/aces/config.ocio'),
    ...containerFields,
    enabled: 'on',
    abilities: ['clipboard-up', 'upload', 'sound', 'microphone', 'printing'],
    groups: [id(31)],
  })
  const groups = [
    { id: id(30), name: say('All Users') },
    { id: id(31), name: say('Design') },
  ]
  return [
    {
      name: 'sessions',
      path: '/admin/sessions',
      page: (
        <SessionsPage
          cursor={{}}
          sorting={{ by: 'started', direction: 'down' }}
          next={{ after: id(4) }}
          sessions={rows}
          view="live"
          counts={{ live: 3, failed: 1, all: 41 }}
          search=""
          people={2}
          lost={1}
          ready={0}
        />
      ),
    },
    {
      name: 'sessions-empty',
      path: '/admin/sessions',
      page: (
        <SessionsPage
          cursor={{}}
          sorting={{ by: 'started', direction: 'down' }}
          sessions={[]}
          view="failed"
          counts={{ live: 0, failed: 0, all: 0 }}
          search={say('nothing')}
          people={0}
          lost={0}
          ready={0}
        />
      ),
    },
    {
      name: 'session',
      path: `/admin/sessions/${id(1)}`,
      page: (
        <SessionDetailPage
          {...running}
          image={say('casement/desktop')}
          limit={{ at: ago(-5400), action: 'stop' }}
          runs={runs(say)}
          refusals={[]}
          events={[
            { at: ago(8036), event: 'ready' },
            { at: ago(8038), event: 'start' },
            { at: ago(8040), event: 'place', sentence: say('On atlas-01') },
            { at: ago(8041), event: 'request', by: say('maren.okafor') },
          ]}
        />
      ),
    },
    {
      name: 'session-failed',
      path: `/admin/sessions/${id(3)}`,
      page: (
        <SessionDetailPage
          {...failed}
          image={say('casement/blender')}
          endedAt={ago(600)}
          runs={[]}
          refusals={[{ agent: say('atlas-01'), reason: say('7 of 12 CPUs are free, 8 needed') }]}
          events={[
            { at: ago(600), event: 'fail', sentence: say('No host has room') },
            { at: ago(620), event: 'request', by: say('ola.berg') },
          ]}
        />
      ),
    },
    {
      name: 'workspaces',
      path: '/admin/workspaces',
      page: (
        <WorkspacesPage
          sorting={{ by: 'order', direction: 'up' }}
          search=""
          total={3}
          enabled={2}
          workspaces={[
            {
              id: id(21),
              kind: 'container',
              name: say('Desktop'),
              description: say('Xfce'),
              icon: 'monitor',
              tint: 0,
              tags: [say('linux'), say('daily work')],
              enabled: true,
              groups: [say('All Users')],
              image: say('casement/desktop'),
              cores: 2,
              memory: 4 * GIB,
            },
            {
              id: id(27),
              kind: 'container',
              name: say('CAD desktop'),
              description: '',
              icon: 'wrench',
              tint: 5,
              tags: [say('gpu')],
              enabled: true,
              groups: [],
              image: say('registry.example.com/intern/cad:2026.1'),
              cores: 8,
              memory: 16 * GIB,
              problem: say('The registry refused the login.'),
            },
            {
              id: id(25),
              kind: 'link',
              name: say('Wiki'),
              description: '',
              icon: 'notebook-pen',
              tint: 1,
              tags: [],
              enabled: false,
              groups: [say('Engineering'), say('Design')],
              url: say('https://wiki.example.com/'),
            },
          ]}
        />
      ),
    },
    {
      name: 'workspaces-empty',
      path: '/admin/workspaces',
      page: (
        <WorkspacesPage
          workspaces={[]}
          sorting={{ by: 'order', direction: 'up' }}
          search=""
          total={0}
          enabled={0}
        />
      ),
    },
    {
      name: 'workspace',
      path: `/admin/workspaces/${id(23)}`,
      page: (
        <WorkspaceFormPage
          workspace={{
            id: id(23),
            name: say('Blender'),
            enabled: true,
            sessions: 4,
            profiles: keptProfiles(say),
          }}
          form={form}
          groups={groups}
          where={whereSample(say)}
          container={containerSample}
        />
      ),
    },
    {
      name: 'workspace-new-refused',
      path: '/admin/workspaces/new',
      page: (
        <WorkspaceFormPage
          form={{
            values: { ...form.values, cores: say('64'), kind: 'container' },
            errors: {
              cores: say('No agent has 64. The largest, borealis-gpu, has 32.'),
              environment: say('Line 2 has no equals sign.'),
              runConfig: say(
                '“privileged” is not allowed: it would give sessions power over their host or over each other. Remove it.',
              ),
            },
          }}
          groups={groups}
          where={whereSample(say)}
          container={containerSample}
        />
      ),
    },
    {
      name: 'workspace-new-link',
      path: '/admin/workspaces/new',
      page: (
        <WorkspaceFormPage
          form={pristine({ kind: 'link', url: say('https://wiki.example.com/') })}
          groups={[]}
          where={whereSample(say)}
          container={containerSample}
        />
      ),
    },
  ]
}
