import type { KeptProfile } from '../components/profile-list.tsx'
import { ProfileHeldPage } from '../profile-held.tsx'
import { ProfilesPage } from '../profiles.tsx'
import { ago, id, type Sample, type Say } from './sample.ts'

const MIB = 1024 ** 2
const GIB = 1024 * MIB

/** At rest, in use and nearly full, being restored after trouble. */
export function keptProfiles(say: Say): KeptProfile[] {
  const snapshots = [
    { id: id(701), size: 212 * MIB, takenAt: ago(900) },
    { id: id(702), size: 198 * MIB, takenAt: ago(90_000) },
    { id: id(703), size: 44 * MIB, takenAt: ago(900_000) },
  ]
  const kept = { tint: 0, quota: 5 * GIB, agent: say('atlas-01'), snapshots }
  return [
    {
      ...kept,
      id: id(71),
      workspace: say('Desktop'),
      icon: 'monitor',
      size: 1.2 * GIB,
      lastUsedAt: ago(900),
    },
    {
      ...kept,
      id: id(72),
      workspace: say('Firefox'),
      icon: 'globe',
      tint: 2,
      size: 4.7 * GIB,
      full: 'near',
      lastUsedAt: ago(60),
      heldBy: id(1),
      snapshots: [],
    },
    {
      ...kept,
      id: id(73),
      workspace: say('Blender'),
      icon: 'box',
      tint: 5,
      quota: 0,
      size: 300 * MIB,
      work: 'restore',
      trouble: say('tar: no space left on device'),
      lastUsedAt: ago(7200),
    },
  ]
}

export function profileSamples(say: Say): Sample[] {
  const held = { workspaceId: id(21), workspace: say('Desktop'), requestKey: id(900) }
  return [
    { name: 'profiles', path: '/profiles', page: <ProfilesPage profiles={keptProfiles(say)} /> },
    { name: 'profiles-empty', path: '/profiles', page: <ProfilesPage profiles={[]} /> },
    {
      name: 'profile-held',
      path: `/workspaces/${id(21)}/launch`,
      page: <ProfileHeldPage {...held} session={id(1)} />,
    },
    {
      name: 'profile-busy',
      path: `/workspaces/${id(21)}/launch`,
      page: <ProfileHeldPage {...held} work="snapshot" address={say('https://example.org/')} />,
    },
  ]
}
