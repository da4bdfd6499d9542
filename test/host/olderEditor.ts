/** A code-server of the past, which brings the editor and the extension host of that time. */
export interface OlderEditor {
  /** Version of the npm package code-server. */
  readonly codeServer: string;
  /** The Node that it is made for, as the npm package that holds the binary. */
  readonly nodePackage: string;
  readonly node: string;
}

/** Node by version of code-server; 4.N is VS Code 1.N. The first is the oldest that `engines` in package.json allows; from 4.105 on npm alone cannot install it. */
const nodeVersions: Readonly<Record<string, string>> = { '4.90.3': '20.9.0', '4.100.3': '20.19.0' };

/** The one that `npm run test:host -- --editor=VERSION` names; undefined for the pinned, newest one. @throws Error where it is not known */
export function chosenOlderEditor(): OlderEditor | undefined {
  const codeServer = process.env['SEMANTIC_SEARCH_EDITOR'];
  if (codeServer === undefined) return undefined;
  const node = nodeVersions[codeServer];
  if (node === undefined) throw new Error(`no editor ${codeServer} is known; there are ${Object.keys(nodeVersions).join(', ')}`);
  return { codeServer, nodePackage: `node-${process.platform}-${process.arch}`, node };
}
