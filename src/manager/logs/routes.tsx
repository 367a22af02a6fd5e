import { Elysia } from 'elysia'
import { LogsPage, type LogsProps, LogTable } from '../../../views/logs.tsx'
import { LEVELS, type Level, recentLines } from '../../log.ts'
import type { access } from '../web/access.ts'

const MOST_SHOWN = 200

type Deps = { readonly access: ReturnType<typeof access> }

/** What was logged last, for admins. Of the process that answers: another manager has its own. */
export function logRoutes({ access }: Deps) {
  return new Elysia({ name: 'logs' }).use(access).get(
    '/admin/logs',
    ({ query, answer }) => {
      const level = LEVELS.find((one) => one === query.level) ?? 'info'
      const props = matching(level, (query.search ?? '').slice(0, 200))
      return answer.pageOrPiece(<LogsPage {...props} />, <LogTable {...props} />)
    },
    { admin: true },
  )
}

function matching(level: Level, search: string): LogsProps {
  const least = LEVELS.indexOf(level)
  const word = search.trim().toLowerCase()
  const found = recentLines().filter(
    (line) =>
      LEVELS.indexOf(line.level) >= least &&
      `${line.room}: ${line.text}`.toLowerCase().includes(word),
  )
  return { level, search, lines: found.slice(0, MOST_SHOWN), more: found.length > MOST_SHOWN }
}
