import { readFileSync } from 'node:fs';

/**
 * Whether the program at `path` runs without any library, as it has to in an image that holds nothing else.
 *
 * Source: the ELF format; a dynamic program names its loader in a program header of type PT_INTERP.
 */
export function isStaticProgram(path: string): boolean {
  const elf = readFileSync(path);
  if (elf.length < 64 || elf.toString('latin1', 0, 4) !== '\x7fELF') return false;
  const is64Bit = elf[4] === 2;
  const isLittleEndian = elf[5] === 1;
  const u16 = (at: number): number => (isLittleEndian ? elf.readUInt16LE(at) : elf.readUInt16BE(at));
  const u32 = (at: number): number => (isLittleEndian ? elf.readUInt32LE(at) : elf.readUInt32BE(at));
  // The 64-bit offset of the table lies right behind the file header, so its low half is all of it.
  const table = is64Bit ? u32(isLittleEndian ? 32 : 36) : u32(28);
  const size = u16(is64Bit ? 54 : 42);
  const count = u16(is64Bit ? 56 : 44);
  const ptInterp = 3;
  return !Array.from({ length: count }, (_, index) => u32(table + index * size)).includes(ptInterp);
}
