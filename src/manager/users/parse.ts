import type { UserField } from '../../../views/user-form.tsx'
import type { UserFields } from '../../db/users.ts'
import { passwordProblem } from '../auth/password-rules.ts'
import { type Checks, checks } from '../web/fields.ts'
import type { Form } from '../web/form.ts'

/** No spaces, no look-alikes of other scripts; what a mail address or a directory's name may hold. */
const USERNAME = /^[a-z0-9][a-z0-9._@+-]*$/i
const USERNAME_LENGTH = 64

export function parseUser(form: Form): UserFields {
  const check: Checks<UserField> = checks(form)
  const fields = readUser(form, check)
  check.settle()
  return fields
}

export function parseNewUser(form: Form): UserFields & { readonly password: string } {
  const check: Checks<UserField> = checks(form)
  const fields = readUser(form, check)
  const password = form.text('password')
  const problem = passwordProblem(password, fields.username)
  if (problem) check.refuse('password', problem)
  check.settle()
  return { ...fields, password }
}

export function parsePassword(form: Form, username: string): string {
  const check: Checks<'password'> = checks(form)
  const password = form.text('password')
  const problem = passwordProblem(password, username)
  if (problem) check.refuse('password', problem)
  check.settle()
  return password
}

function readUser(form: Form, check: Checks<UserField>): UserFields {
  const username = check.line('name', USERNAME_LENGTH, { required: true })
  if (!USERNAME.test(username)) check.refuse('name', (t) => t.refusals.usernameForm)
  return {
    username,
    fullName: check.line('displayName', 128),
    disabled: !form.ticked('enabled'),
    groups: check.choice('groups'),
  }
}
