import { ImportPage, ImportPreviewPage, type ImportRow } from '../workspace-import.tsx'
import type { Sample, Say } from './sample.ts'

export function exchangeSamples(say: Say): Sample[] {
  const fresh: ImportRow = {
    name: say('Blender'),
    source: say('casement/blender:4.5'),
    enabled: false,
    groups: [say('All Users')],
    unknownGroups: [],
    problems: [],
    choices: [],
    chosen: 'skip',
  }
  const rows: ImportRow[] = [
    fresh,
    {
      ...fresh,
      name: say('Desktop'),
      source: say('casement/desktop'),
      enabled: true,
      choices: ['skip', 'replace', 'both'],
    },
    {
      ...fresh,
      name: say('Wiki'),
      source: say('https://wiki.example.com/'),
      groups: [],
      unknownGroups: [say('Design'), say('Engineering')],
      createAs: say('Wiki 2'),
    },
  ]
  const broken: ImportRow = {
    ...fresh,
    name: '',
    source: '',
    problems: [
      { field: 'name', sentence: 'This must not be empty.' },
      { field: 'cores', sentence: say('CPUs are a number from 0.1 to 256, such as 2 or 0.5.') },
    ],
  }
  const path = '/admin/workspaces/import'
  return [
    { name: 'import', path, page: <ImportPage /> },
    { name: 'import-no-file', path, page: <ImportPage problem={say('It is not JSON.')} /> },
    {
      name: 'import-preview',
      path,
      page: <ImportPreviewPage rows={rows} content="{}" asked={false} />,
    },
    {
      name: 'import-broken',
      path,
      page: <ImportPreviewPage rows={[...rows, broken]} content="{}" asked={false} />,
    },
  ]
}
