import { english, type Texts } from '../index.ts'
import { common } from './common.ts'
import { errors } from './errors.ts'
import { frontDoor } from './front-door.ts'
import { signin } from './signin.ts'

/** What people read who do not administer. Pages for admins are in English. */
export const french: Texts = {
  ...english,
  common: { ...english.common, ...common },
  signin: { ...english.signin, ...signin },
  errors: { ...english.errors, ...errors },
  frontDoor: {
    ...english.frontDoor,
    ...frontDoor,
    titles: { ...english.frontDoor.titles, ...frontDoor.titles },
    denials: { ...english.frontDoor.denials, ...frontDoor.denials },
  },
}
