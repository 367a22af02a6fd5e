import type { RecipeFile } from './recipes.ts'

const BLOCK = 512

/**
 * A ustar archive of a recipe, as Docker's builder takes it. Always the same bytes for the same files,
 * so that the builder's cache holds; scripts may be executed.
 */
export function tarOf(files: readonly RecipeFile[]): Buffer {
  const parts = files.flatMap(({ path, content }) => [
    header(path, content),
    content,
    Buffer.alloc(-content.byteLength & (BLOCK - 1)),
  ])
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function header(path: string, content: Uint8Array): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`A recipe's file name is too long: ${path}`)
  const isScript = content[0] === 0x23 && content[1] === 0x21 // #!
  const block = Buffer.alloc(BLOCK)
  block.write(path, 0)
  block.write(octal(isScript ? 0o755 : 0o644, 7), 100)
  block.write(octal(0, 7), 108) // owner
  block.write(octal(0, 7), 116) // group
  block.write(octal(content.byteLength, 11), 124)
  block.write(octal(0, 11), 136) // time
  block.write(' '.repeat(8), 148) // the checksum counts its own field as blanks
  block.write('0', 156) // a plain file
  block.write('ustar\0' + '00', 257, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)}\0 `, 148)
  return block
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}
