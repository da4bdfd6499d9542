/** What the header of a program or library says. */
export interface Binary {
  readonly format: 'ELF' | 'Mach-O' | 'PE' | 'WebAssembly';
  /** As in process.arch; undefined for WebAssembly, and for what no package is made for. */
  readonly arch: string | undefined;
  /** File names of the libraries that it asks the loader for; those of the system with their folder where the format gives one. */
  readonly libraries: readonly string[];
}

/**
 * Reads a 64-bit, little-endian binary.
 * Sources: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html, Apple's mach-o/loader.h, https://learn.microsoft.com/windows/win32/debug/pe-format
 * @returns undefined where the file is no binary
 */
export function binaryOf(file: Buffer): Binary | undefined {
  if (file.length < 64) return undefined;
  const magic = file.readUInt32BE(0);
  if (magic === 0x0061736d) return { format: 'WebAssembly', arch: undefined, libraries: [] };
  if (magic === 0x7f454c46) return elf(file);
  if (magic === 0xcffaedfe) return machO(file);
  return file.toString('latin1', 0, 2) === 'MZ' ? portableExecutable(file) : undefined;
}

function elf(file: Buffer): Binary {
  const arch = { 62: 'x64', 183: 'arm64' }[file.readUInt16LE(18)];
  const segments = Array.from({ length: file.readUInt16LE(56) }, (_, index) => Number(file.readBigUInt64LE(32)) + index * file.readUInt16LE(54));
  const dynamic = segments.find((at) => file.readUInt32LE(at) === 2);
  if (dynamic === undefined) return { format: 'ELF', arch, libraries: [] };
  const entries: { tag: number; value: number }[] = [];
  const start = number64(file, dynamic + 8);
  for (let at = start; at < start + number64(file, dynamic + 32); at += 16) entries.push({ tag: number64(file, at), value: number64(file, at + 8) });
  // DT_STRTAB is an address in memory: the segment that it is loaded with says where that lies in the file.
  const address = entries.find(({ tag }) => tag === 5)?.value ?? 0;
  const holder = segments.find((at) => file.readUInt32LE(at) === 1 && address >= number64(file, at + 16) && address < number64(file, at + 16) + number64(file, at + 32));
  const strings = holder === undefined ? 0 : address - number64(file, holder + 16) + number64(file, holder + 8);
  return { format: 'ELF', arch, libraries: entries.filter(({ tag }) => tag === 1).map(({ value }) => text(file, strings + value)) };
}

function machO(file: Buffer): Binary {
  const arch = { 0x01000007: 'x64', 0x0100000c: 'arm64' }[file.readUInt32LE(4)];
  const libraries: string[] = [];
  let at = 32;
  for (let left = file.readUInt32LE(16); left > 0; left -= 1) {
    // LC_LOAD_DYLIB, LC_LOAD_WEAK_DYLIB
    if ([0x0c, 0x80000018].includes(file.readUInt32LE(at))) libraries.push(text(file, at + file.readUInt32LE(at + 8)));
    at += file.readUInt32LE(at + 4);
  }
  return { format: 'Mach-O', arch, libraries: libraries.map((name) => name.replace(/^@rpath\//, '')) };
}

function portableExecutable(file: Buffer): Binary {
  const header = file.readUInt32LE(0x3c);
  const arch = { 0x8664: 'x64', 0xaa64: 'arm64' }[file.readUInt16LE(header + 4)];
  const optional = header + 24;
  const sections = Array.from({ length: file.readUInt16LE(header + 6) }, (_, index) => optional + file.readUInt16LE(header + 20) + index * 40);
  const placeOf = (address: number): number => {
    const section = sections.find((at) => address >= file.readUInt32LE(at + 12) && address < file.readUInt32LE(at + 12) + file.readUInt32LE(at + 16));
    return section === undefined ? 0 : address - file.readUInt32LE(section + 12) + file.readUInt32LE(section + 20);
  };
  const directory = (index: number): number => placeOf(file.readUInt32LE(optional + 112 + index * 8));
  const names = (table: number, size: number, field: number): string[] => {
    const found: string[] = [];
    if (table === 0) return found;
    for (let at = table; file.readUInt32LE(at + field) !== 0; at += size) found.push(text(file, placeOf(file.readUInt32LE(at + field))));
    return found;
  };
  // The import table, and that of libraries which are loaded when they are first used.
  return { format: 'PE', arch, libraries: [...names(directory(1), 20, 12), ...names(directory(13), 32, 4)] };
}

function number64(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at));
}

function text(file: Buffer, at: number): string {
  return file.toString('latin1', at, file.indexOf(0, at));
}
