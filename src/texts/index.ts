import { abilities } from './abilities.ts'
import { agents } from './agents.ts'
import { common } from './common.ts'
import { container } from './container.ts'
import { dashboard } from './dashboard.ts'
import { errors } from './errors.ts'
import { exchange } from './exchange.ts'
import { files } from './files.ts'
import { front } from './front.ts'
import { frontDoor } from './front-door.ts'
import { groups } from './groups.ts'
import { images } from './images.ts'
import { launch } from './launch.ts'
import { launchLink } from './launch-link.ts'
import { logs } from './logs.ts'
import { picture } from './picture.ts'
import { portal } from './portal.ts'
import { prints } from './prints.ts'
import { profile } from './profile.ts'
import { profiles } from './profiles.ts'
import { reasons } from './reasons.ts'
import { refusals } from './refusals.ts'
import { sessions } from './sessions.ts'
import { signin } from './signin.ts'
import { sound } from './sound.ts'
import { system } from './system.ts'
import { users } from './users.ts'
import { viewer } from './viewer.ts'
import { web } from './web.ts'
import { where } from './where.ts'
import { workspaces } from './workspaces.ts'

/**
 * The catalogue: every sentence a person may read, by area. Another language is another object of this
 * type, so a missing sentence does not compile. Add a sentence to the file of its area.
 */
export const english = {
  common,
  dashboard,
  signin,
  portal,
  profile,
  launch,
  launchLink,
  viewer,
  picture,
  profiles,
  sound,
  files,
  prints,
  sessions,
  workspaces,
  container,
  where,
  web,
  exchange,
  images,
  users,
  groups,
  abilities,
  agents,
  system,
  refusals,
  errors,
  front,
  frontDoor,
  reasons,
  logs,
}

export type Texts = typeof english
