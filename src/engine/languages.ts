/** What a file is, by its name alone. */

export interface Language {
  /** VS Code's language id where it has one. */
  readonly id: string;
  /** Other names accepted by the `lang:` filter. */
  readonly aliases: readonly string[];
  /** Ends of file names, with the dot; or whole names, without. */
  readonly files: readonly string[];
  /** Grammar of @vscode/tree-sitter-wasm that parses it. */
  readonly grammar?: string;
  /** Prose and configuration rank below code unless the query asks for them. */
  readonly role: 'code' | 'docs' | 'config';
}

function language(id: string, files: string, grammar?: string, aliases = '', role: Language['role'] = 'code'): Language {
  return { id, aliases: aliases.split(' ').filter(Boolean), files: files.split(' '), role, ...(grammar ? { grammar } : {}) };
}

export const languages: readonly Language[] = [
  language('typescript', '.ts .mts .cts', 'typescript', 'ts'),
  language('typescriptreact', '.tsx', 'tsx', 'tsx ts typescript'),
  language('javascript', '.js .mjs .cjs', 'javascript', 'js'),
  language('javascriptreact', '.jsx', 'javascript', 'jsx js javascript'),
  language('python', '.py .pyi .pyw', 'python', 'py'),
  language('go', '.go', 'go', 'golang'),
  language('rust', '.rs', 'rust', 'rs'),
  language('java', '.java', 'java'),
  language('csharp', '.cs', 'c-sharp', 'cs c#'),
  language('c', '.c .h', 'cpp'),
  language('cpp', '.cc .cpp .cxx .hpp .hh .hxx .ipp .inl .cu .cuh .ino .mm .m', 'cpp', 'c++'),
  language('php', '.php .phtml', 'php'),
  language('ruby', '.rb .rake .gemspec .ru Rakefile Gemfile', 'ruby', 'rb'),
  language('shellscript', '.sh .bash .zsh .ksh .bats', 'bash', 'bash shell sh'),
  language('powershell', '.ps1 .psm1 .psd1', 'powershell', 'ps1'),
  language('css', '.css', 'css'),
  language('scss', '.scss .less .sass'),
  language('kotlin', '.kt .kts', undefined, 'kt'),
  language('swift', '.swift'),
  language('scala', '.scala .sc'),
  language('dart', '.dart'),
  language('elixir', '.ex .exs', undefined, 'ex'),
  language('erlang', '.erl .hrl'),
  language('lua', '.lua'),
  language('haskell', '.hs .lhs', undefined, 'hs'),
  language('zig', '.zig'),
  language('perl', '.pl .pm'),
  language('r', '.r .R'),
  language('julia', '.jl'),
  language('groovy', '.groovy .gradle'),
  language('clojure', '.clj .cljs .cljc .edn'),
  language('fsharp', '.fs .fsx .fsi', undefined, 'fs f#'),
  language('ocaml', '.ml .mli'),
  language('nim', '.nim'),
  language('vb', '.vb'),
  language('sql', '.sql'),
  language('vue', '.vue'),
  language('svelte', '.svelte'),
  language('html', '.html .htm .erb .hbs .ejs'),
  language('proto', '.proto', undefined, 'protobuf'),
  language('graphql', '.graphql .gql'),
  language('terraform', '.tf .hcl', undefined, 'tf'),
  language('dockerfile', 'Dockerfile .dockerfile', undefined, 'docker'),
  language('makefile', 'Makefile makefile GNUmakefile .mk', undefined, 'make'),
  language('cmake', '.cmake CMakeLists.txt'),
  language('markdown', '.md .markdown .mdx', undefined, 'md', 'docs'),
  language('restructuredtext', '.rst', undefined, 'rst', 'docs'),
  language('asciidoc', '.adoc .asciidoc', undefined, '', 'docs'),
  language('plaintext', '.txt LICENSE CHANGELOG README', undefined, 'txt', 'docs'),
  language('json', '.json .jsonc .json5 .map .webmanifest', undefined, '', 'config'),
  language('yaml', '.yml .yaml', undefined, 'yml', 'config'),
  language('toml', '.toml', undefined, '', 'config'),
  language('ini', '.ini .cfg .conf .properties .editorconfig .env', 'ini', '', 'config'),
  language('xml', '.xml .xsd .csproj .props .targets .plist .svg .resx', undefined, '', 'config'),
];

const unknown: Language = { id: 'plaintext', aliases: [], files: [], role: 'config' };

const byFile: ReadonlyMap<string, Language> = new Map(languages.flatMap((entry) => entry.files.map((file) => [file, entry] as const)));

/** @param path with forward slashes. Unknown kinds are plain text of the lowest role. */
export function languageOf(path: string): Language {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return byFile.get(name) ?? byFile.get(dot >= 0 ? name.slice(dot).toLowerCase() : '') ?? unknown;
}

/** Ids of the languages that a `lang:` filter names; empty when it names none that is known. */
export function languageIds(name: string): string[] {
  const wanted = name.toLowerCase();
  return languages.filter((entry) => entry.id === wanted || entry.aliases.includes(wanted) || entry.files.includes(`.${wanted}`)).map((entry) => entry.id);
}
