/**
 * For which machine an executable is, from its first bytes.
 *
 * Source: the ELF format; Apple's mach-o/loader.h; Microsoft's PE format
 */
export function executableFormat(file: Buffer): string {
  if (file.toString('latin1', 0, 4) === '\x7fELF') return `ELF ${elfMachine(file)} ${elfLoader(file)}`;
  if (file.readUInt32LE(0) === 0xfeedfacf) return `Mach-O ${MACH_CPUS[file.readUInt32LE(4)] ?? 'unknown'}`;
  if (file.toString('latin1', 0, 2) === 'MZ') {
    const at = file.readUInt32LE(0x3c);
    if (file.toString('latin1', at, at + 4) === 'PE\0\0')
      return `PE ${PE_MACHINES[file.readUInt16LE(at + 4)] ?? 'unknown'}`;
  }
  return 'unknown';
}

const ELF_MACHINES: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };
const MACH_CPUS: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' };
const PE_MACHINES: Readonly<Record<number, string>> = { 34404: 'x64', 43620: 'arm64' };

const elfMachine = (file: Buffer): string => ELF_MACHINES[file.readUInt16LE(18)] ?? 'unknown';

/** The loader that a dynamic program names, which tells glibc from musl. */
function elfLoader(file: Buffer): string {
  const table = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  const count = file.readUInt16LE(56);
  const interpreter = 3;
  const header = Array.from({ length: count }, (_, index) => table + index * size).find(
    (at) => file.readUInt32LE(at) === interpreter,
  );
  if (header === undefined) return 'static';
  const start = Number(file.readBigUInt64LE(header + 8));
  return file.toString('latin1', start, file.indexOf(0, start));
}
