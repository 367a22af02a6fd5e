/** What this browser remembers of the viewer; without storage it forgets, and nothing else happens. */
export function recall(storage: () => Storage, name: string): string | null {
  try {
    return storage().getItem(`casement.viewer.${name}`)
  } catch {
    return null // Storage is switched off: even naming it throws.
  }
}

export function remember(storage: () => Storage, name: string, value: string): void {
  try {
    storage().setItem(`casement.viewer.${name}`, value)
  } catch {
    // Switched off or full: the next page begins as new.
  }
}
