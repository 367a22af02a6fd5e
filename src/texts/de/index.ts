import { english, type Texts } from '../index.ts'
import { abilities } from './abilities.ts'
import { common } from './common.ts'
import { errors } from './errors.ts'
import { files } from './files.ts'
import { frontDoor } from './front-door.ts'
import { launch } from './launch.ts'
import { launchLink } from './launch-link.ts'
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
import { viewer } from './viewer.ts'

/** What people read who do not administer. Pages for admins are in English. */
export const german: Texts = {
  ...english,
  common: { ...english.common, ...common },
  signin: { ...english.signin, ...signin },
  portal: { ...english.portal, ...portal },
  profile: { ...english.profile, ...profile },
  launch: { ...english.launch, ...launch },
  launchLink: { ...english.launchLink, ...launchLink },
  viewer: { ...english.viewer, ...viewer },
  picture: { ...english.picture, ...picture },
  profiles: { ...english.profiles, ...profiles },
  sound: { ...english.sound, ...sound },
  files: { ...english.files, ...files },
  prints: { ...english.prints, ...prints },
  sessions: { ...english.sessions, ...sessions },
  abilities: { ...english.abilities, ...abilities },
  refusals: { ...english.refusals, ...refusals },
  errors: { ...english.errors, ...errors },
  frontDoor: { ...english.frontDoor, ...frontDoor },
  reasons: { ...english.reasons, ...reasons },
}
