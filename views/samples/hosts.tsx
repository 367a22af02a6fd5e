import { AgentDetailPage } from '../agent-detail.tsx'
import { type AgentRow, AgentsPage } from '../agents-admin.tsx'
import { pristine } from '../form.ts'
import { FrontPage } from '../front.tsx'
import { ImagesPage } from '../images-admin.tsx'
import { LogsPage } from '../logs.tsx'
import { SystemPage } from '../system.tsx'
import { ago, id, type Sample, type Say } from './sample.ts'
import { sessionRows } from './sessions.tsx'

const GIB = 1024 ** 3

export function agents(say: Say): AgentRow[] {
  const gib = (allocated: number, utilised: number, real: number, effective = real) => ({
    allocated: allocated * GIB,
    utilised: utilised * GIB,
    real: real * GIB,
    effective: effective * GIB,
  })
  return [
    {
      id: id(61),
      name: say('atlas-01'),
      zone: 'default',
      labels: [],
      state: 'healthy',
      enabled: true,
      lastSeen: ago(3),
      cpu: { allocated: 5, utilised: 2.1, real: 6, effective: 12 },
      memory: gib(10, 11.4, 32),
      sessions: 2,
    },
    {
      id: id(62),
      name: say('borealis-gpu'),
      zone: 'default',
      labels: ['gpu', 'disk=ssd'],
      state: 'broken',
      enabled: true,
      lastSeen: ago(5),
      cpu: { allocated: 27, utilised: 18.9, real: 32, effective: 24 },
      memory: gib(126.5, 96.1, 128),
      sessions: 21,
      problem: say(
        'Docker does not answer on /var/run/docker.sock. Start it: systemctl start docker',
      ),
    },
    {
      id: id(63),
      name: say('cirrus-02'),
      zone: 'default',
      labels: [say('rack=7')],
      state: 'missing',
      enabled: true,
      lastSeen: ago(360),
      cpu: { allocated: 9, real: 16, effective: 16 },
      memory: { allocated: 24 * GIB, real: 48 * GIB, effective: 48 * GIB },
      sessions: 4,
    },
    {
      id: id(64),
      name: say('dune-01'),
      zone: 'default',
      labels: [],
      state: 'disabled',
      enabled: false,
      sessions: 0,
    },
  ]
}

export function hostSamples(say: Say): Sample[] {
  const [atlas, borealis] = agents(say)
  if (!atlas || !borealis) throw new Error('The samples lost their agents')
  const host = {
    version: '0.1.0',
    kernel: '6.1.0-28-amd64',
    swap: 0,
    diskTotal: 512e9,
    diskUsed: 188e9,
    docker: '20.10.24',
    storage: 'overlay2',
    liveRestore: false,
    warnings: [say('Live restore is off: a restart of Docker ends every session.')],
  }
  return [
    { name: 'agents', path: '/admin/agents', page: <AgentsPage agents={agents(say)} /> },
    { name: 'agents-empty', path: '/admin/agents', page: <AgentsPage agents={[]} /> },
    {
      name: 'agent',
      path: `/admin/agents/${id(61)}`,
      page: (
        <AgentDetailPage
          {...atlas}
          host={host}
          running={sessionRows(say).slice(0, 2)}
          ownLabels={['disk=ssd']}
          form={pristine({ enabled: 'on', cores: '12', memory: '', labels: 'gpu' })}
        />
      ),
    },
    {
      name: 'agent-refused',
      path: `/admin/agents/${id(62)}`,
      page: (
        <AgentDetailPage
          {...borealis}
          running={[]}
          ownLabels={[]}
          form={{
            values: { enabled: 'on', cores: say('many'), memory: '' },
            errors: { cores: 'Not a number above 0.' },
          }}
        />
      ),
    },
    {
      name: 'images',
      path: '/admin/images',
      page: (
        <ImagesPage
          images={[
            {
              reference: say('casement/desktop'),
              usedBy: [say('Desktop')],
              agents: [
                {
                  id: id(61),
                  agent: say('atlas-01'),
                  state: 'ready',
                  percent: 100,
                  message: '',
                  size: 796e6,
                },
                {
                  id: id(62),
                  agent: say('borealis-gpu'),
                  state: 'building',
                  percent: 34,
                  message: say('Step 4 of 9: installing Xfce'),
                  size: 0,
                },
              ],
            },
            {
              reference: say('registry.example.com/intern/cad:2026.1'),
              usedBy: [say('CAD desktop')],
              agents: [
                {
                  id: id(61),
                  agent: say('atlas-01'),
                  state: 'failed',
                  percent: 0,
                  message: say(
                    'The registry refused the login. Check the reference, then try again.',
                  ),
                  size: 0,
                },
              ],
            },
          ]}
        />
      ),
    },
    {
      name: 'logs',
      path: '/admin/logs',
      page: (
        <LogsPage
          level="info"
          search=""
          more
          lines={[
            {
              number: 3,
              at: ago(4),
              level: 'error',
              room: 'agent',
              text: say('Docker does not answer'),
            },
            {
              number: 2,
              at: ago(60),
              level: 'warn',
              room: 'proxy',
              text: say('A worker ended code=1'),
            },
            { number: 1, at: ago(90), level: 'info', room: 'main', text: 'Casement is ready' },
          ]}
        />
      ),
    },
    {
      name: 'logs-empty',
      path: '/admin/logs',
      page: <LogsPage level="error" search={say('nothing')} more={false} lines={[]} />,
    },
    { name: 'images-empty', path: '/admin/images', page: <ImagesPage images={[]} /> },
    { name: 'front', path: '/admin/system/front', page: <FrontPage proof="proof" /> },
    {
      name: 'system',
      path: '/admin/system',
      page: (
        <SystemPage
          installationId={id(99)}
          version="0.1.0"
          roles={['manager', 'agent', 'proxy']}
          startedAt={ago(190_000)}
          database={{ kind: 'embedded', version: '17.10', bytes: 42e6, schema: '0003_sessions' }}
          problems={[]}
          frontDoors={[
            {
              id: id(71),
              name: say('atlas-01'),
              certificates: [
                {
                  names: ['desk.example.org', 'www.desk.example.org'],
                  issuer: "Let's Encrypt",
                  selfSigned: false,
                  expires: ago(-40 * 86_400),
                },
              ],
            },
            {
              id: id(72),
              name: say('borealis'),
              certificates: [
                {
                  names: ['borealis.example.org', 'localhost', '127.0.0.1'],
                  issuer: 'Casement',
                  selfSigned: true,
                  expires: ago(-396 * 86_400),
                },
              ],
              trouble: say('DNS problem: no address was found for borealis.example.org'),
            },
          ]}
          agents={[
            {
              id: id(61),
              name: say('atlas-01'),
              version: '0.1.0',
              docker: '20.10.24',
              lastSeen: ago(3),
              warnings: [say('Live restore is off: a restart of Docker ends every session.')],
            },
            {
              id: id(62),
              name: say('borealis-gpu'),
              version: '0.1.0',
              lastSeen: ago(5),
              problem: say('Docker does not answer. Start it: systemctl start docker'),
              warnings: [],
            },
          ]}
        />
      ),
    },
  ]
}
