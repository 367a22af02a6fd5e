import { expect, test } from 'bun:test'
import { english } from '../src/texts/index.ts'
import { LaunchProgress } from './launch.tsx'
import { renderFragment } from './render.tsx'

function failed(workspaceId: string | undefined): string {
  const context = {
    path: '/sessions/1',
    theme: 'system',
    texts: english,
    assets: '/assets/x',
  } as const
  const failure = { sentence: 'No.', during: 'placing', reasons: [] } as const
  const session = {
    id: '1',
    workspace: 'Desktop',
    stage: 'failed',
    elapsed: 1,
    retryKey: 'k',
  } as const
  return renderFragment(
    { ...context, now: new Date(0) },
    <LaunchProgress {...session} workspaceId={workspaceId} failure={failure} />,
  )
}

test('a failed launch can be tried again for as long as its workspace exists', () => {
  expect(failed('7')).toContain('action="../workspaces/7/launch"')
  expect(failed(undefined)).not.toContain('/launch"')
})
