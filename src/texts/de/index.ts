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
  picture: { ...english.picture, ...picture },
  refusals: { ...english.refusals, ...refusals },
  errors: { ...english.errors, ...errors },
  reasons: { ...english.reasons, ...reasons },
  viewer: {
    ...english.viewer,
    ...viewer,
    modifiers: { ...english.viewer.modifiers, ...viewer.modifiers },
    gestures: { ...english.viewer.gestures, ...viewer.gestures },
    gesturesDo: { ...english.viewer.gesturesDo, ...viewer.gesturesDo },
    keyNames: { ...english.viewer.keyNames, ...viewer.keyNames },
    endsIn: { ...english.viewer.endsIn, ...viewer.endsIn },
    endsInMinutes: { ...english.viewer.endsInMinutes, ...viewer.endsInMinutes },
    endsAt: { ...english.viewer.endsAt, ...viewer.endsAt },
    endsHow: { ...english.viewer.endsHow, ...viewer.endsHow },
  },
  sound: {
    ...english.sound,
    ...sound,
    microphoneIs: { ...english.sound.microphoneIs, ...sound.microphoneIs },
  },
  files: {
    ...english.files,
    ...files,
    uploadOff: { ...english.files.uploadOff, ...files.uploadOff },
    downloadOff: { ...english.files.downloadOff, ...files.downloadOff },
    reasons: { ...english.files.reasons, ...files.reasons },
  },
  sessions: {
    ...english.sessions,
    ...sessions,
    states: { ...english.sessions.states, ...sessions.states },
    events: english.sessions.events,
    limit: english.sessions.limit,
  },
  profiles: {
    ...english.profiles,
    ...profiles,
    works: { ...english.profiles.works, ...profiles.works },
  },
  frontDoor: {
    ...english.frontDoor,
    ...frontDoor,
    titles: { ...english.frontDoor.titles, ...frontDoor.titles },
    denials: { ...english.frontDoor.denials, ...frontDoor.denials },
  },
  abilities: {
    ...english.abilities,
    ...abilities,
    offFor: { ...english.abilities.offFor, ...abilities.offFor },
    names: english.abilities.names,
    clipboard: {
      ...english.abilities.clipboard,
      ...abilities.clipboard,
      upOffFor: { ...english.abilities.clipboard.upOffFor, ...abilities.clipboard?.upOffFor },
      downOffFor: { ...english.abilities.clipboard.downOffFor, ...abilities.clipboard?.downOffFor },
    },
  },
}
