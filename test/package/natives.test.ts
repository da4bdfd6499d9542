import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { binaryOf } from './binary.ts';
import { filesOf, targets } from './packages.ts';

const formats: Readonly<Record<string, string>> = { win32: 'PE', darwin: 'Mach-O', linux: 'ELF' };

/** Libraries that are there before the extension comes: those of the system that VS Code itself needs. */
const systemLibraries: Readonly<Record<string, RegExp>> = {
  linux: /^(lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+)\.so\.\d+|ld-linux-[\w-]+\.so\.\d+)$/,
  darwin: /^(\/usr\/lib|\/System\/Library\/Frameworks)\//,
  win32: /^(api-ms-win-[\w-]+|kernel32|ntdll|user32|userenv|advapi32|bcryptprimitives|shell32|setupapi|ole32|oleaut32|dbghelp|d3d12|dxgi)\.dll$/i,
};

/** Not in Windows itself: the Visual C++ Redistributable, and the program that loads the runtime. Where the former is missing WebAssembly does the work. */
const windowsExtras = /^(msvcp140\w*|vcruntime140\w*)\.dll$|^node\.exe$/i;

for (const { name, platform, arch, runtime } of targets) {
  describe(`native files for ${name}`, () => {
    const files = [...filesOf(name)];
    const natives = files.filter(([file]) => /^dist\/(bin|runtime)\//.test(file)).map(([file, { content }]) => ({ file, binary: binaryOf(content()) }));

    it('have the format and the processor of the platform', () => {
      assert.equal(natives.length, 1 + runtime.length);
      for (const { file, binary } of natives) assert.deepEqual([binary?.format, binary?.arch], [formats[platform], arch], file);
    });

    it('find every library that they ask for, in the package or in the system', () => {
      const own = new Set(natives.map(({ file }) => file.split('/').at(-1)));
      const extras = platform === 'win32' ? windowsExtras : /^$/;
      for (const { file, binary } of natives) {
        assert.deepEqual((binary?.libraries ?? []).filter((library) => !own.has(library) && !systemLibraries[platform]?.test(library) && !extras.test(library)), [], file);
      }
    });

    if (platform === 'linux') {
      it('include a ripgrep for any C library', () => {
        assert.deepEqual(natives.find(({ file }) => file === 'dist/bin/rg')?.binary?.libraries, []);
      });
    }

    it('are all known: whatever else is in the package is no program', () => {
      const others = files.filter(([file]) => !/^dist\/(bin|runtime)\//.test(file)).map(([file, { content }]) => ({ file, format: binaryOf(content())?.format }));
      assert.deepEqual(others.filter(({ format }) => format !== undefined && format !== 'WebAssembly'), []);
      assert.deepEqual(others.filter(({ file, format }) => file.endsWith('.wasm') !== (format === 'WebAssembly')), []);
    });
  });
}
