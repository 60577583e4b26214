/** Every file that was dropped, with those of folders and of folders within. */
export async function filesOf(items: DataTransfer): Promise<File[]> {
  const entries = [...items.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) return [...items.files]
  return (await Promise.all(entries.map(within))).flat()
}

async function within(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed))]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: FileSystemEntry[] = []
  // A folder is told of in parts, until a part is empty.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
    if (part.length === 0) break
    found.push(...part)
  }
  return (await Promise.all(found.map(within))).flat()
}

/** Hidden files and those that an office program keeps beside an open one are nobody's data. */
export const isData = (file: File) => !/^(\.|~\$)/.test(file.name) && /\.(csv|tsv|txt|xlsx?|ods)$/i.test(file.name)
