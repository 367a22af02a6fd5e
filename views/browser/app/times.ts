const HOUR = 3_600_000

/** The server writes older moments in UTC; the reader wants their own clock, and the whole on hover. */
export function showLocalTimes(): void {
  const now = new Date()
  const locale = localeOfPage()
  for (const time of document.querySelectorAll('time[datetime]')) {
    const at = new Date(time.getAttribute('datetime') ?? '')
    if (Number.isNaN(at.getTime())) continue
    time.setAttribute('title', at.toLocaleString(locale))
    const mark = time.getAttribute('data-mark')
    if (mark !== null) {
      time.textContent =
        mark === 'clock'
          ? at.toLocaleTimeString(locale, { timeStyle: 'short' })
          : at.toLocaleDateString(locale, { month: 'short', day: 'numeric' })
      continue
    }
    const exact = time.hasAttribute('data-exact')
    if (!exact && now.getTime() - at.getTime() < HOUR) continue
    const today = at.toDateString() === now.toDateString()
    time.textContent = today
      ? at.toLocaleTimeString(locale, { timeStyle: exact ? 'medium' : 'short' })
      : at.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
  }
}

/** The language of the page, in the variety that this browser prefers: British English, say. */
function localeOfPage(): string {
  const { lang } = document.documentElement
  return navigator.languages.find((one) => one.split('-')[0] === lang) ?? lang
}
