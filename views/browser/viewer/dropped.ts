/** A file to upload, and where below ~/Uploads it goes: its name, or a path that begins with its folder. */
export type Chosen = { readonly file: File; readonly path: string }

/** What a picker gave; of a folder, with the paths inside it. */
export function chosenIn(files: FileList | null): Chosen[] {
  return [...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }))
}

/** Files of the clipboard. Text beside them counts more: programs put pictures of text there, too. */
export function pastedIn({ clipboardData }: ClipboardEvent): Chosen[] {
  if (!clipboardData || clipboardData.types.includes('text/plain')) return []
  return chosenIn(clipboardData.files)
}

export function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}

/** What was dropped, folders with all that is in them. To be called while the event lasts. */
export async function droppedIn({ dataTransfer }: DragEvent): Promise<Chosen[]> {
  const items = [...(dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
  // Only now: once we wait for anything, the browser takes the items away.
  const entries = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  const found = await Promise.all(
    entries.map(({ entry, file }) => {
      if (entry) return walk(entry, '')
      return file ? [{ file, path: file.name }] : []
    }),
  )
  return found.flat()
}

async function walk(entry: FileSystemEntry, folder: string): Promise<Chosen[]> {
  const path = folder + entry.name
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ file, path }]
  }
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: Chosen[] = []
  // It gives some at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return found
    for (const one of some) found.push(...(await walk(one, `${path}/`)))
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
