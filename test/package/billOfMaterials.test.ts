import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { filesOf, packageFile, root, targets } from './packages.ts';

interface Component {
  readonly type: string;
  readonly name: string;
  readonly group?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly 'bom-ref'?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly { readonly license: { readonly id: string } }[];
  readonly components?: readonly Component[];
}

interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string }[];
}

const nameOf = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string; integrity: string }> };

for (const { name: target, platform, arch, runtime } of targets) {
  describe(`the bill of materials for ${target}`, async () => {
    const vsix = await readFile(packageFile(target, 'vsix'));
    const bill = JSON.parse(await readFile(packageFile(target, 'cdx.json'), 'utf8')) as Bill;
    const libraries = bill.components.filter(({ type }) => type === 'library');

    it('belongs to the package beside it', () => {
      assert.deepEqual([bill.bomFormat, bill.specVersion], ['CycloneDX', '1.6']);
      assert.match(bill.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.deepEqual(bill.metadata.component.hashes, [{ alg: 'SHA-256', content: sha256(vsix) }]);
    });

    it('names every npm package in it at its locked version and hash, with a licence', () => {
      for (const library of libraries) {
        const locked = Object.entries(packages).filter(([folder]) => folder.endsWith(`node_modules/${nameOf(library)}`)).map(([, entry]) => entry);
        const digest = Buffer.from(library.hashes?.[0]?.content ?? '', 'hex').toString('base64');
        assert.ok(locked.some(({ version, integrity }) => version === library.version && integrity === `sha512-${digest}`), nameOf(library));
        assert.equal(library.purl, `pkg:npm/${nameOf(library).replace('@', '%40')}@${library.version ?? ''}`);
        assert.ok(library.licenses?.[0]?.license.id, nameOf(library));
      }
    });

    it('names the packages that bring native files, of this platform only', () => {
      const names = libraries.map(nameOf);
      assert.deepEqual(names.filter((name) => name.startsWith('@vscode/ripgrep')), [`@vscode/ripgrep-${platform}-${arch}`]);
      const native = libraries.find((one) => one.name === 'onnxruntime-node');
      assert.deepEqual((native?.components ?? []).map(({ name }) => name).sort(), runtime.map((name) => `dist/runtime/${name}`).sort());
    });

    it('names every binary file and model of the package, with its hash', () => {
      const listed = new Map(bill.components.flatMap(({ components = [] }) => components).map(({ name, hashes }) => [name, hashes?.[0]?.content]));
      const binary = [...filesOf(target)].filter(([file]) => /^dist\/(bin|runtime|wasm|grammars)\/|\.onnx$|tokenizer\.json$/.test(file));
      assert.deepEqual([...listed.keys()].sort(), binary.map(([file]) => file).sort());
      for (const [file, { content }] of binary) assert.equal(listed.get(file), sha256(content()), file);
    });

    it('refers to nothing that it does not hold', () => {
      const refs = new Set([bill.metadata.component, ...bill.components].map((component) => component['bom-ref']));
      assert.equal(refs.size, bill.components.length + 1);
      assert.deepEqual(bill.dependencies.filter(({ ref }) => !refs.has(ref)), []);
    });
  });
}
