/** The first picture is there when nothing more comes for a moment, or something comes all the time. */
const QUIET = 250
const LATEST = 1500

/**
 * Calls `then` once the first picture of a stream that has just begun is there. noVNC tells nobody of its
 * pictures, so it is seen from the stream: nothing, then much, then nothing.
 */
export function afterPicture(socket: EventTarget, then: () => void): void {
  let quiet: ReturnType<typeof setTimeout> | undefined
  const latest = setTimeout(done, LATEST)
  socket.addEventListener('message', heard)

  function heard(): void {
    clearTimeout(quiet)
    quiet = setTimeout(done, QUIET)
  }

  function done(): void {
    clearTimeout(quiet)
    clearTimeout(latest)
    socket.removeEventListener('message', heard)
    then()
  }
}
