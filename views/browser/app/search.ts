/** `/` goes to the search field; tiles are filtered as one types. */
export function watchSearch(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof Element && event.target.closest('input, textarea, select')) return
    const field = document.querySelector<HTMLInputElement>('[data-search-field]')
    if (!field) return
    event.preventDefault()
    field.focus()
    field.select()
  })
  document.addEventListener('input', (event) => {
    if (event.target instanceof Element && event.target.matches('[data-search-field]')) {
      filterTiles()
    }
  })
}

/** Also after the tiles came anew. */
export function filterTiles(): void {
  const tiles = document.querySelector('[data-searched]')
  const field = document.querySelector<HTMLInputElement>('[data-search-field]')
  if (!tiles || !field) return
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
  let shown = 0
  for (const tile of tiles.querySelectorAll<HTMLElement>('[data-search]')) {
    tile.hidden = !words.every((word) => tile.dataset.search?.includes(word))
    if (!tile.hidden) shown += 1
  }
  const nothing = document.querySelector<HTMLElement>('[data-nothing-found]')
  if (nothing) nothing.hidden = shown > 0
}
