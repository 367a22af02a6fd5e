/** `data-dialog="id"` opens a dialog, `data-close` and a click beside it close it. */
export function watchDialogs(): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return
    const opener = event.target.closest<HTMLElement>('[data-dialog]')
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog ?? '')
      if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal()
      return
    }
    if (event.target.closest('[data-close]')) event.target.closest('dialog')?.close()
    else if (event.target instanceof HTMLDialogElement && isBeside(event, event.target)) {
      event.target.close()
    }
  })
}

function isBeside(event: MouseEvent, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect()
  return (
    event.clientX < box.left ||
    event.clientX > box.right ||
    event.clientY < box.top ||
    event.clientY > box.bottom
  )
}
