import { LaunchLinkPage } from '../launch-link.tsx'
import { ProfilePage } from '../profile.tsx'
import { ago, id, type Sample, type Say } from './sample.ts'

/** What a person sees of themselves. */
export function ownSamples(say: Say): Sample[] {
  const launch = { id: id(22), name: say('Firefox'), icon: 'globe', tint: 2 }
  const signIn = { address: '192.0.2.17', since: ago(7200), lastSeen: ago(20) }
  return [
    {
      name: 'profile',
      path: '/profile',
      page: (
        <ProfilePage
          username={say('maren')}
          language="de"
          start={{
            chosen: 'groups',
            ofGroups: say('Desktop'),
            choices: [{ id: id(21), name: say('Desktop') }],
          }}
          sessions={[
            { id: id(1), workspace: say('Desktop'), state: 'running' },
            { id: id(2), workspace: say('Firefox'), state: 'lost' },
          ]}
          signIns={[
            { ...signIn, id: id(1), browser: { browser: 'Firefox', system: 'Linux' }, own: true },
            {
              id: id(2),
              browser: { browser: 'Chrome', system: 'Android' },
              address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
              since: ago(500_000),
              lastSeen: ago(90_000),
              own: false,
            },
            { ...signIn, id: id(3), browser: undefined, own: false },
          ]}
          done="saved"
        />
      ),
    },
    {
      name: 'launch-link',
      path: '/launch/firefox',
      page: (
        <LaunchLinkPage
          {...launch}
          requestKey={id(900)}
          address={say('https://www.example.com/a/long/path?with=a-query&and=more#than-that')}
          byItself={false}
        />
      ),
    },
    {
      name: 'launch-link-problem',
      path: '/launch/firefox',
      page: (
        <LaunchLinkPage
          {...launch}
          requestKey={id(900)}
          byItself={false}
          problem={say('No host reports at the moment, so nothing can be opened.')}
        />
      ),
    },
    {
      name: 'launch-link-site',
      path: '/launch/wiki',
      page: <LaunchLinkPage {...launch} link="https://wiki.example.com/" />,
    },
    {
      name: 'profile-empty',
      path: '/profile',
      member: true,
      page: (
        <ProfilePage
          username={say('maren')}
          language={undefined}
          start={{ chosen: 'portal', ofGroups: undefined, choices: [] }}
          sessions={[]}
          signIns={[{ ...signIn, id: id(1), browser: undefined, own: true }]}
        />
      ),
    },
  ]
}
