import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { packageFile, root } from './packages.ts';
import { readZip } from './zip.ts';

interface Manifest {
  readonly version: string;
  readonly icon: string;
  readonly license: string;
  readonly pricing: string;
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly repository: { readonly url: string };
  readonly bugs: { readonly url: string };
}

const target = 'alpine-arm64';
const repository = 'https://github.com/example/semantic-search';
const revision = 'v0.0.1';
/** Some of the categories that the marketplace knows: https://code.visualstudio.com/api/references/extension-manifest */
const categories = new Set(['AI', 'Machine Learning', 'Other', 'Programming Languages']);
/** The marketplace takes no more. */
const KEYWORD_LIMIT = 30;

describe('the page in a marketplace', () => {
  let folder: string;
  let manifest: Manifest;
  let gallery: string;
  const pages = new Map<string, string>();

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'semantic-search-gallery-'));
    const options = ['--target', target, '--out', folder, '--repository', repository, '--revision', revision];
    await promisify(execFile)(process.execPath, ['build/package.js', ...options], { cwd: root });
    for (const { name, content } of readZip(await readFile(packageFile(target, 'vsix', folder)))) {
      if (/\.(md|json|vsixmanifest)$/.test(name)) pages.set(name, content().toString());
    }
    manifest = JSON.parse(pages.get('extension/package.json') ?? '') as Manifest;
    gallery = pages.get('extension.vsixmanifest') ?? '';
  });
  after(() => rm(folder, { recursive: true }));

  it('has an icon, a banner, a price, a licence, categories and keywords', async () => {
    const icon = await readFile(path.join(root, manifest.icon));
    assert.equal(icon.toString('latin1', 1, 4), 'PNG');
    const [width, height] = [icon.readUInt32BE(16), icon.readUInt32BE(20)];
    assert.ok(width >= 128 && width === height);
    assert.match(manifest.galleryBanner.color, /^#[0-9a-f]{6}$/i);
    assert.deepEqual([manifest.galleryBanner.theme, manifest.pricing, manifest.license], ['dark', 'Free', 'MIT']);
    assert.ok(manifest.categories.length > 0 && manifest.categories.every((category) => categories.has(category)));
    assert.ok(manifest.keywords.length > 4 && manifest.keywords.length <= KEYWORD_LIMIT && new Set(manifest.keywords).size === manifest.keywords.length);
  });

  it('is that of one platform', () => {
    assert.match(gallery, new RegExp(`<Identity [^>]*TargetPlatform="${target}"`));
  });

  it('links to the repository, to its issues, and to the texts that the package holds', () => {
    assert.deepEqual([manifest.repository.url, manifest.bugs.url], [`${repository}.git`, `${repository}/issues`]);
    for (const link of ['Source', 'Support']) assert.match(gallery, new RegExp(`Links\\.${link}" Value="${repository}`), link);
    for (const asset of ['Details', 'Changelog', 'License']) assert.match(gallery, new RegExp(`Content\\.${asset}" Path="extension/`), asset);
  });

  it('shows pictures and follows links from where they lie at that revision', async () => {
    const readme = pages.get('extension/readme.md') ?? '';
    const links = [...readme.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, mark = '', link = '']) => ({ isPicture: mark !== '', link }));
    assert.ok(links.some(({ isPicture }) => isPicture));
    for (const { link } of links) assert.match(link, /^(https:\/\/|#)/);
    for (const { isPicture, link } of links) {
      const own = new RegExp(`^${repository}/(raw|blob)/${revision}/([^#]+)`).exec(link);
      if (own !== null) assert.ok(existsSync(path.join(root, own[2] ?? '')), link);
      if (isPicture) assert.doesNotMatch(link, /\.svg$/);
    }
  });

  it('says in its changelog what this version brings', () => {
    assert.match(pages.get('extension/changelog.md') ?? '', new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}\\b`, 'm'));
  });
});
