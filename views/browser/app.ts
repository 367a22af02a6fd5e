/** The little that every page needs of a browser. Everything works without it, if less smoothly. */
import { watchCharts } from './app/charts.ts'
import { watchDialogs } from './app/dialogs.ts'
import { focusWhatMatters, sendByItself, watchOnce } from './app/forms.ts'
import { setHtmxManners } from './app/htmx.ts'
import { watchInline } from './app/inline.ts'
import { watchLive } from './app/live.ts'
import { watchMenus } from './app/menus.ts'
import { watchPreviews } from './app/previews.ts'
import { filterTiles, watchSearch } from './app/search.ts'
import { watchTables } from './app/tables.ts'
import { watchTheme } from './app/theme.ts'
import { showLocalTimes, watchTimes } from './app/times.ts'

watchCharts()
watchDialogs()
watchInline()
watchLive()
watchMenus()
watchOnce()
watchSearch()
watchTables()
watchTheme()
watchTimes()

watchPreviews()
setHtmxManners(() => {
  showLocalTimes()
  focusWhatMatters()
  filterTiles()
})
showLocalTimes()
focusWhatMatters()
sendByItself()
