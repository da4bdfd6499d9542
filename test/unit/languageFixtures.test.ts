import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { languageOf } from '../../src/engine/languages.ts';
import { cutSnippets } from '../../src/engine/snippets.ts';
import { textOutline } from '../../src/engine/textOutline.ts';
import type { SnippetRange } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { TreeSitter } from '../../src/node/treeSitter.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** However busy the machine is: outlines are tested here, not times. */
const treeSitter = new TreeSitter(assetsOf(path.join(root, 'dist')).grammars, Infinity);

/** First and last line of a definition as they stand in the file, without indentation. */
type Whole = readonly [first: string, last: string];

/** Per fixture: definitions that have to come out whole, with their comment, under their own name (`container.symbol` where there is one). */
const expected: Readonly<Record<string, Readonly<Record<string, Whole>>>> = {
  'queue.ts': {
    RetryPolicy: ['/** How a queue treats jobs that fail. */', '}'],
    backoffDelay: ['/**', '}'],
    'JobQueue.length': ['/** Jobs not started yet. */', '}'],
    'JobQueue.enqueue': ['/**', '}'],
    'JobQueue.drain': ['async drain(signal: AbortSignal): Promise<Output[]> {', '}'],
    'JobQueue.#attempt': ['// Tries a job until it works or the policy has enough.', '}'],
    createTaskQueue: ['/** A queue for fire-and-forget tasks. */', '};'],
    handlers: ['export const handlers = {', '};'],
  },
  'SearchBox.tsx': {
    useQueryHistory: ['/** Remembers the last queries of the user across page loads. */', '}'],
    SearchBox: ['/**', '};'],
    EmptyState: ['// Shows nothing until there is something to show.', '});'],
    ErrorBoundary: ['export class ErrorBoundary extends React.Component<{ children: React.ReactNode }, { error?: Error }> {', '}'],
  },
  'router.js': {
    Router: ['/**', '}'],
    add: ['/** Registers a handler for a method and a path. */', '};'],
    match: ['// Finds the first route that fits.', '};'],
    compilePath: ['/**', '}'],
    notFound: ['const notFound = (request, response) => {', '};'],
    readBody: ['async function* readBody(request) {', '}'],
    server: ['const server = http.createServer((request, response) => {', '});'],
    'add GET': ["router.add('GET', '/health', (request, response) => {", '});'],
  },
  'inventory.py': {
    Article: ['@dataclass(frozen=True)', 'return self.price_cents / 100'],
    audited: ['def audited(action):', 'return decorate'],
    'Inventory.Snapshot': ['class Snapshot:', 'return {sku for sku, count in inventory.stock.items() if self.stock.get(sku) != count}'],
    'Inventory.reserve': ['# Reservations are given back after an hour.', 'return available - count'],
    'Inventory.total_value': ['@staticmethod', 'return total'],
    reorder: ['async def reorder(inventory: Inventory, supplier) -> list[str]:', 'return ordered'],
  },
  'cache.go': {
    entry: ['// entry is a value with the moment it goes stale.', '}'],
    Loader: ['// Loader fetches a value that the cache does not have.', '}'],
    Cache: ['// Cache is safe for use by several goroutines.', '}'],
    New: ['// New returns an empty cache.', '}'],
    Get: ['// Get returns the value of a key, loading it when it is missing or stale.', '}'],
    evictExpired: ['// evictExpired removes what has gone stale, and says how much that was.', '}'],
    Map: ['func Map[K comparable, V any](keys []K, load func(K) V) map[K]V {', '}'],
  },
  'tokenizer.rs': {
    Token: ['/// The smallest meaningful pieces of an expression.', '}'],
    Tokenize: ['/// Something that can be turned into tokens.', '}'],
    'Tokenizer.read_number': ['/// Reads a number of at most eighteen digits.', '}'],
    skip_blanks: ['/// Skips white space; returns how much there was.', '}'],
    token_of: ['macro_rules! token_of {', '}'],
    tests: ['#[cfg(test)]', '}'],
  },
  'BookingService.java': {
    'BookingService.MAX_NIGHTS': ['private static final int MAX_NIGHTS = 30;', 'private final Mailer mailer;'],
    'BookingService.book': ['/**', '}'],
    'BookingService.findFreeRoom': ['// The cheapest room wins.', '}'],
    'BookingService.Booking': ['/** A confirmed stay. */', '}'],
    'BookingService.Wish': ['/** What a guest may ask for. */', '}'],
    'Waitlist.next': ['/**', '}'],
    RoomRepository: ['interface RoomRepository {', '}'],
  },
  'Invoice.cs': {
    'Invoice.Total': ['/// <summary>Sum of all lines, with tax.</summary>', '}'],
    'Invoice.AddLine': ['/// <summary>', '}'],
    'Invoice.SendAsync': ['public async Task SendAsync(IMailer mailer, string address)', '}'],
    'Billing.PaymentState': ['public enum PaymentState', '}'],
  },
  'matrix.cpp': {
    'Matrix.at': ['T& at(std::size_t row, std::size_t column) {', '}'],
    'linear.Point': ['struct Point {', '};'],
    'linear.Norm': ['enum class Norm {', '};'],
    'linear.solve': ['/**', '}'],
    residual: ['// Defined outside of the namespace.', '}'],
    find_first: ['static int *find_first(int *values, int count, int wanted) {', '}'],
  },
  'Mailer.php': {
    'Mailer.__construct': ['public function __construct(', '}'],
    'Mailer.send': ['/**', '}'],
    'Mailer.later': ['// Puts a message into the queue.', '}'],
    RemembersMessages: ['trait RemembersMessages', '}'],
    mask_address: ['/** Hides the middle of an address. */', '}'],
  },
  'subscription.rb': {
    'Subscription.active?': ['# Is the subscription paid, or still within its days of grace?', 'end'],
    'Subscription.renew!': ['# Charges the customer and moves the date on.', 'end'],
    'Subscription.initialize': ['def initialize(plan, renewed_on: Date.today)', 'end'],
  },
  'deploy.sh': {
    log: ['# Prints a message with the time.', '}'],
    build_archive: ['# Builds the archive that is sent to the hosts.', '}'],
    upload_to_host: ['function upload_to_host() {', '}'],
    main: ['main() {', '}'],
  },
  'Session.kt': {
    'Session.start': ['/** A session that starts now. */', '}'],
    SessionStore: ['interface SessionStore {', '}'],
    'Authenticator.logIn': ['/**', '}'],
    'Authenticator.resetFailures': ['@Synchronized', '}'],
    initials: ['/** The first letters of each part of a name. */', '}'],
    Passwords: ['object Passwords {', '}'],
  },
  'Player.swift': {
    PlayerError: ['enum PlayerError: Error {', '}'],
    'Player.init': ['init(tracks: [Track]) {', '}'],
    'Player.play': ['/// Starts the track, or goes on where it was paused.', '}'],
    'Player.observeInterruptions': ['// The system tells when a call comes in.', '}'],
    Track: ['struct Track: Playable {', '}'],
    shuffled: ['/// Shuffles without the same artist twice in a row.', '}'],
  },
  'rate_limiter.ex': {
    'RateLimiter.start_link': ['@doc """', 'end'],
    'RateLimiter.allow?': ['@doc "True while the client stays below its limit."', 'end'],
    'RateLimiter.handle_info': ['# Old windows are swept once a minute.', 'end'],
    'RateLimiter.limited': ['defmacro limited(client, do: block) do', 'end'],
  },
  'entity.lua': {
    new: ['--- Creates an entity at a place.', 'end'],
    update: ['-- Moves on by a time step.', 'end'],
    overlaps: ['--- Do two entities touch?', 'end'],
    collisions: ['local collisions = function(entities)', 'end'],
  },
  'guide.md': {
    Install: ['## Install', 'You need a stove.'],
    Retries: ['### Retries', 'When the stove does not answer, the kettle asks again, three times at most. Each time it waits twice as long.'],
    Troubleshooting: ['Troubleshooting', '- *It boils over.* There is too much water in it.'],
  },
};

async function cut(file: string, maxLines: number): Promise<{ lines: string[]; ranges: SnippetRange[] }> {
  const text = await readFile(path.join(root, 'test/fixtures/languages', file), 'utf8');
  const lines = text.split('\n');
  const { id, grammar } = languageOf(file);
  const blocks = grammar ? await treeSitter.outline(text, grammar) : textOutline(lines, id);
  assert.ok(blocks, `${file} is not parsed`);
  return { lines, ranges: cutSnippets(lines, blocks, maxLines) };
}

function nameOf({ container, symbol }: SnippetRange): string {
  return [container, symbol].filter((part) => part !== undefined).join('.');
}

for (const [file, definitions] of Object.entries(expected)) {
  test(`${file}: each definition is whole, with its comment, under its name`, async () => {
    const { lines, ranges } = await cut(file, 60);
    for (const [name, whole] of Object.entries(definitions)) {
      const range = ranges.find((one) => nameOf(one) === name);
      assert.ok(range, `${name} is not among ${ranges.map(nameOf).join(', ')}`);
      assert.deepEqual([lines[range.startLine - 1]?.trim(), lines[range.endLine - 1]?.trim()], whole, name);
      const title = lines[range.titleLine - 1] ?? '';
      assert.ok(title.includes(range.symbol?.split(' ')[0] ?? ''), `${name} is titled ${title}`);
    }
  });

  test(`${file}: with a small limit the same lines come in smaller pieces`, async () => {
    const [whole, pieces] = await Promise.all([cut(file, 60), cut(file, 8)]);
    assert.ok(pieces.ranges.length > whole.ranges.length);
    assert.ok(pieces.ranges.every(({ startLine, endLine }) => endLine - startLine < 8));
    const sayingLines = ({ lines, ranges }: typeof whole): number => ranges.flatMap(({ startLine, endLine }) => lines.slice(startLine - 1, endLine)).filter((line) => /[\p{L}\p{N}]/u.test(line) && !/^\s*end\b/.test(line)).length;
    assert.equal(sayingLines(pieces), sayingLines(whole));
  });
}

test('every language with a grammar in the fixtures is parsed by it', () => {
  assert.ok(Object.keys(expected).filter((file) => languageOf(file).grammar !== undefined).length >= 10);
});
