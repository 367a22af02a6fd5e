const HOUR = 3_600_000

/** The server writes older moments in UTC; the reader wants their own clock, and the whole on hover. */
export function showLocalTimes(): void {
  const now = new Date()
  for (const time of document.querySelectorAll('time[datetime]')) {
    const at = new Date(time.getAttribute('datetime') ?? '')
    if (Number.isNaN(at.getTime())) continue
    time.setAttribute('title', at.toLocaleString())
    const exact = time.hasAttribute('data-exact')
    if (!exact && now.getTime() - at.getTime() < HOUR) continue
    const today = at.toDateString() === now.toDateString()
    time.textContent = today
      ? at.toLocaleTimeString([], { timeStyle: exact ? 'medium' : 'short' })
      : at.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
  }
}
