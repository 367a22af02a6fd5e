/** The chosen theme shows at once; the server remembers it. */
export function watchTheme(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset.themeForm === undefined) return
    if (!(event.submitter instanceof HTMLButtonElement)) return
    event.preventDefault()
    const chosen = event.submitter.value
    show(chosen)
    const body = new URLSearchParams({ theme: chosen })
    const headers = { 'HX-Request': 'true' }
    // Where this fails, an ordinary submit says why.
    fetch(form.action, { method: 'POST', body, headers }).then(
      (response) => response.ok || form.submit(),
      () => form.submit(),
    )
  })
}

function show(theme: string): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-theme-form] button')) {
    button.setAttribute('aria-pressed', String(button.value === theme))
  }
}
