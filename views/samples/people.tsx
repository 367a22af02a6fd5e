import { groupAbilities } from '../../src/domain/abilities.ts'
import { ADMINISTRATORS, ALL_USERS } from '../../src/domain/access.ts'
import { effectiveSettings } from '../../src/domain/limits.ts'
import { pristine } from '../form.ts'
import { type GroupField, GroupFormPage } from '../group-form.tsx'
import { GroupsPage } from '../groups-admin.tsx'
import { PasswordPage } from '../password.tsx'
import { SigninPage } from '../signin.tsx'
import { type UserField, UserFormPage } from '../user-form.tsx'
import { UsersPage } from '../users-admin.tsx'
import { keptProfiles } from './profiles.tsx'
import { ago, id, type Sample, type Say } from './sample.ts'

const effective = effectiveSettings([
  {
    id: id(31),
    name: 'Engineering',
    priority: 20,
    settings: { maxSessions: 8, idleMinutes: 120, idleEnd: 1 },
  },
])

const abilities = groupAbilities([
  { id: id(31), name: 'Engineering', priority: 20, abilities: { upload: true } },
  {
    id: ALL_USERS,
    name: 'All Users',
    priority: 1000,
    abilities: { upload: false, printing: false },
  },
])

export function peopleSamples(say: Say): Sample[] {
  const groups = [
    { id: ALL_USERS, name: say('All Users') },
    { id: ADMINISTRATORS, name: say('Administrators') },
    { id: id(31), name: say('Engineering') },
    { id: id(32), name: say('Design') },
  ]
  const users = [
    { id: id(41), name: say('maren.okafor') },
    { id: id(42), name: say('jonas.lie') },
    { id: id(43), name: say('ola.berg') },
  ]
  const user = {
    id: id(42),
    name: say('jonas.lie'),
    admin: false,
    disabled: false,
    self: false,
    sessions: 2,
    effective,
    profiles: keptProfiles(say),
    abilities,
  }
  const userForm = pristine<UserField>({
    name: say('jonas.lie'),
    displayName: say('Jonas Lie'),
    enabled: 'on',
    groups: [id(31)],
  })
  const userPage = {
    groups,
    minimumLength: 10,
    passwordForm: pristine<'password'>({}),
  }
  const groupForm = pristine<GroupField>({
    name: say('Engineering'),
    description: say('Those who build the thing'),
    priority: '20',
    members: [id(42)],
    workspaces: [id(21), id(22)],
    maxSessions: '8',
    upload: 'on',
  })
  const workspaces = ['Desktop', 'Firefox', 'Blender', 'Terminal'].map((name, index) => ({
    id: id(21 + index),
    name: say(name),
  }))
  return [
    {
      name: 'signin',
      path: '/sign-in',
      signedOut: true,
      page: <SigninPage form={pristine({})} />,
    },
    {
      name: 'signin-refused',
      path: '/sign-in',
      signedOut: true,
      page: (
        <SigninPage
          form={{
            values: { name: say('maren.okafor') },
            errors: {},
            notice: 'Name and password do not match. Check both and try again.',
          }}
          next="/admin/users"
        />
      ),
    },
    {
      name: 'password-forced',
      path: '/password',
      page: <PasswordPage form={pristine({})} forced minimumLength={10} />,
    },
    {
      name: 'password-refused',
      path: '/password',
      page: (
        <PasswordPage
          form={{ values: {}, errors: { next: 'Too short: it has 4 characters, 10 are needed.' } }}
          forced={false}
          minimumLength={10}
        />
      ),
    },
    {
      name: 'users',
      path: '/admin/users',
      page: (
        <UsersPage
          search=""
          previous={{ before: say('maren.okafor') }}
          next={{ after: say('ola.berg') }}
          total={3}
          disabled={1}
          users={[
            {
              id: id(41),
              name: say('maren.okafor'),
              displayName: say('Maren Okafor'),
              admin: true,
              disabled: false,
              groups: [say('Administrators')],
              lastSignIn: ago(120),
              sessions: 1,
              self: true,
            },
            {
              id: id(42),
              name: say('jonas.lie'),
              displayName: say('Jonas Lie'),
              admin: false,
              disabled: false,
              groups: [say('Engineering'), say('Design')],
              lastSignIn: ago(9000),
              sessions: 2,
              self: false,
            },
            {
              id: id(43),
              name: say('ola.berg'),
              displayName: '',
              admin: false,
              disabled: true,
              groups: [],
              sessions: 0,
              self: false,
            },
          ]}
        />
      ),
    },
    {
      name: 'users-empty',
      path: '/admin/users',
      page: <UsersPage search={say('nobody')} total={3} disabled={0} users={[]} />,
    },
    {
      name: 'user',
      path: `/admin/users/${id(42)}`,
      page: <UserFormPage {...userPage} user={user} form={userForm} saved />,
    },
    {
      name: 'user-new-refused',
      path: '/admin/users/new',
      page: (
        <UserFormPage
          {...userPage}
          form={{
            values: { ...userForm.values, name: say('maren.okafor') },
            errors: {
              name: `${say('maren.okafor')} exists already. Choose another name.`,
              password: 'Too short: it has 4 characters, 10 are needed.',
            },
          }}
        />
      ),
    },
    {
      name: 'groups',
      path: '/admin/groups',
      page: (
        <GroupsPage
          sorting={{ by: 'priority', direction: 'up' }}
          groups={[
            {
              id: ADMINISTRATORS,
              name: say('Administrators'),
              description: say('May change everything'),
              priority: 1,
              members: 1,
              workspaces: 0,
              builtIn: true,
            },
            {
              id: id(31),
              name: say('Engineering'),
              description: say('Those who build the thing'),
              priority: 20,
              members: 12,
              workspaces: 4,
              builtIn: false,
            },
            {
              id: ALL_USERS,
              name: say('All Users'),
              description: '',
              priority: 4096,
              workspaces: 2,
              builtIn: true,
            },
          ]}
        />
      ),
    },
    {
      name: 'group',
      path: `/admin/groups/${id(31)}`,
      page: (
        <GroupFormPage
          group={{
            id: id(31),
            name: say('Engineering'),
            builtIn: false,
            members: 12,
            workspaces: 4,
            effective,
            abilities,
          }}
          form={groupForm}
          users={users}
          workspaces={workspaces}
        />
      ),
    },
    {
      name: 'group-new-refused',
      path: '/admin/groups/new',
      page: (
        <GroupFormPage
          form={{ ...groupForm, errors: { maxSessions: 'Not a whole number from 0 to 1000.' } }}
          users={users}
          workspaces={workspaces}
        />
      ),
    },
  ]
}
