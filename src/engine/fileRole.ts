import { languageOf } from './languages.ts';
import type { RankOptions } from './rankOptions.ts';
import type { Query } from './types.ts';

const tests = /(?:^|\/)(?:tests?|specs?|__tests__|testing|testdata|fixtures?|__mocks__|e2e|cypress|benches|benchmarks?)\/|(?:^|\/)(?:test_[^/]*|conftest\.py|[^/]*[._-](?:tests?|specs?|e2e|bench)\.[^/]+|[^/]*(?:Tests?|Spec|TestCase)\.(?:java|kt|kts|cs|swift|scala|php|groovy)|[^/]*_test\.(?:go|py|rb|cc|cpp|exs|c|dart)|[^/]*_spec\.rb)$/;
const vendored = /(?:^|\/)(?:vendor|vendored|third[_-]?party|externals?|deps|node_modules|bower_components|dist|build|out|target|generated|gen|__generated__|\.yarn|Godeps)\/|[.-]min\.(?:js|css)$/;
const examples = /(?:^|\/)(?:examples?|samples?|demos?|docs_src|docs?|website|www|playground|tutorials?)\//;
const declarations = /\.d\.[cm]?ts$|\.pyi$/;
const changelogs = /(?:^|\/)(?:CHANGELOG|CHANGES|HISTORY|NEWS|RELEASES?|UPGRADING|LICENSE|NOTICE)[^/]*$|(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|poetry\.lock|composer\.lock|Gemfile\.lock|go\.sum)$|\.(?:svg|map|lock|snap|po|csv)$/i;
/** Change logs and lock files name everything and define nothing. */
const RECORD_FACTOR = 0.25;

/** True for tests, and for what stands beside them: fixtures, mocks, benchmarks. @param path relative, forward slashes */
export function isTestFile(path: string): boolean {
  return tests.test(path) || tests.test(path.toLowerCase());
}

/** True for prose: Markdown and the like. @param path relative, forward slashes */
export function isDocsFile(path: string): boolean {
  return languageOf(path).role === 'docs';
}

/**
 * How much of its score a file keeps for what it is: tests, documentation, configuration and the like rank below code, unless the query
 * asks for their kind.
 * @param path relative, forward slashes
 * @returns factor above 0, at most 1, with the names of what it consists of
 */
export function roleFactor(path: string, isGenerated: boolean, query: Query, weights: RankOptions): { factor: number; roles: readonly string[] } {
  const { role } = languageOf(path);
  const { asksFor } = query;
  const lower = path.toLowerCase();
  const isTest = isTestFile(path);
  const found: readonly (readonly [name: string, applies: boolean, factor: number])[] = [
    ['tests', isTest && !asksFor.tests, weights.tests],
    ['docs', role === 'docs' && !asksFor.docs, weights.docs],
    ['config', role === 'config' && !asksFor.config, weights.config],
    ['generated', isGenerated, weights.generated],
    ['vendored', vendored.test(lower), weights.vendored],
    ['declarations', declarations.test(lower) && !asksFor.declarations, weights.declarations],
    ['examples', role === 'code' && examples.test(lower) && !isTest && !asksFor.docs, weights.examples],
    ['record', changelogs.test(path), RECORD_FACTOR],
  ];
  const applying = found.filter(([, applies]) => applies);
  return { factor: applying.reduce((product, [, , factor]) => product * factor, 1), roles: applying.map(([name]) => name) };
}
