/** noVNC takes its canvas away when the stream ends; the last picture stays behind the veil. */
export function keepLastPicture(screen: HTMLElement) {
  // noVNC puts its element in when it is constructed.
  const live = screen.querySelector<HTMLCanvasElement>(':scope > div canvas')
  return {
    keep(): void {
      if (!live || live.width === 0 || live.height === 0) return
      const still = document.createElement('canvas')
      still.className = 'still'
      still.width = live.width
      still.height = live.height
      still.getContext('2d')?.drawImage(live, 0, 0)
      clear()
      screen.prepend(still)
    },
    clear,
  }

  function clear(): void {
    for (const old of screen.querySelectorAll('.still')) old.remove()
  }
}
