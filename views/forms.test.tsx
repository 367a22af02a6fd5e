import { describe, expect, test } from 'bun:test'
import { english } from '../src/texts/index.ts'
import type { PageContext } from './context.tsx'
import { renderFragment } from './render.tsx'
import { outline } from './samples/outline.ts'
import { NOW } from './samples/sample.ts'
import { SigninForm } from './signin.tsx'
import { WorkspaceForm } from './workspace-form.tsx'

const context: PageContext = {
  path: '/admin/workspaces/new',
  viewer: { name: 'maren', admin: true },
  theme: 'system',
  texts: english,
  now: NOW,
  assets: '/assets/0',
}

describe('a refused workspace form', () => {
  const html = renderFragment(
    context,
    <WorkspaceForm
      form={{
        values: {
          kind: 'container',
          name: 'Blender & friends',
          cores: 'many',
          environment: 'A=1\nB=2',
          groups: ['g2'],
          enabled: 'on',
          icon: 'box',
          tint: '5',
        },
        errors: { cores: 'Not a number above 0.', groups: 'This group is gone.' },
      }}
      groups={[
        { id: 'g1', name: 'One' },
        { id: 'g2', name: 'Two' },
      ]}
      where={{ zones: [], labels: [], matches: [] }}
      container={{ roots: [], devices: [], networks: [], settings: [] }}
    />,
  )
  const tags = outline(html)
  const control = (name: string, value?: string) =>
    tags.find(
      ({ attributes }) =>
        attributes.get('name') === name &&
        (value === undefined || attributes.get('value') === value),
    )?.attributes

  test('keeps everything that was typed', () => {
    expect(control('name')?.get('value')).toBe('Blender &amp; friends')
    expect(control('cores')?.get('value')).toBe('many')
    expect(html).toContain('A=1\nB=2</textarea>')
    expect(control('groups', 'g1')?.has('checked')).toBe(false)
    expect(control('groups', 'g2')?.has('checked')).toBe(true)
    expect(control('enabled')?.has('checked')).toBe(true)
    expect(control('icon', 'box')?.has('checked')).toBe(true)
    expect(control('tint', '5')?.has('checked')).toBe(true)
    expect(control('kind', 'container')?.has('checked')).toBe(true)
  })

  test('says what is wrong beside the field and ties it to the field', () => {
    const cores = control('cores')
    expect(cores?.get('aria-invalid')).toBe('true')
    const described = cores?.get('aria-describedby')?.split(' ')
    expect(described).toContain('field-cores-error')
    expect(html).toMatch(/id="field-cores-error">.*?Not a number above 0\./)
    expect(control('name')?.has('aria-invalid')).toBe(false)
  })

  test('has a summary that takes the focus and links to the fields', () => {
    const summary = tags.find(({ attributes }) => attributes.get('role') === 'alert')
    expect(summary?.attributes.has('data-focus')).toBe(true)
    const links = tags.flatMap(({ name, attributes }) =>
      name === 'a' ? (attributes.get('href') ?? []) : [],
    )
    expect(links).toContain('#field-cores')
    expect(links).toContain('#field-groups')
  })
})

test('a password is never sent back', () => {
  const html = renderFragment(
    { ...context, path: '/sign-in', viewer: undefined },
    <SigninForm
      form={{ values: { name: 'maren', password: 'hunter2-hunter2' }, errors: {}, notice: 'No.' }}
    />,
  )
  expect(html).toContain('value="maren"')
  expect(html).not.toContain('hunter2')
})
