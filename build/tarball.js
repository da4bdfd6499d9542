import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
/** Places in the header of an entry: https://www.gnu.org/software/tar/manual/html_node/Standard.html */
const nameField = { start: 0, end: 100 };
const sizeField = { start: 124, end: 136 };

/**
 * One file out of an npm archive (gzipped tar, short names).
 * @param {Buffer} archive
 * @param {string} name as it stands in the archive: `package/bin/rg`
 * @returns {Buffer} its content
 * @throws Error where it is not in there
 */
export function fileOfTarball(archive, name) {
  const tar = gunzipSync(archive);
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const content = at + BLOCK;
    const size = Number.parseInt(field(tar, at, sizeField), 8) || 0;
    if (field(tar, at, nameField) === name) return tar.subarray(content, content + size);
    at = content + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error(`the archive has no ${name}`);
}

function field(tar, at, { start, end }) {
  return tar.toString('latin1', at + start, at + end).replace(/\0.*$/s, '').trim();
}
