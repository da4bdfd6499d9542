import type { ConfigurationChangeEvent, Disposable, WorkspaceConfiguration } from 'vscode';
import { defaultSearchOptions, type SearchOptions } from '../engine/options.ts';
import { settingSection } from './contributions.ts';

interface Choice<Value extends string> {
  readonly kind: 'choice';
  readonly default: Value;
  readonly values: readonly Value[];
}

interface Amount {
  readonly kind: 'amount';
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole: boolean;
}

interface Switch {
  readonly kind: 'switch';
  readonly default: boolean;
}

interface Text {
  readonly kind: 'text';
  readonly default: string;
}

interface Globs {
  readonly kind: 'globs';
  readonly default: readonly string[];
}

type Rule = Choice<string> | Amount | Switch | Text | Globs;

function choice<const Value extends string>(...values: readonly [Value, ...Value[]]): Choice<Value> {
  return { kind: 'choice', default: values[0], values };
}

function whole(standard: number, minimum: number, maximum: number): Amount {
  return { kind: 'amount', default: standard, minimum, maximum, isWhole: true };
}

/** Every setting with its default and range; package.json and README say the same, and a unit test holds them to it. */
export const settingRules = {
  order: choice('blended', 'reranked', 'text'),
  view: choice('tree', 'list'),
  model: { kind: 'text', default: 'code-reranker' },
  device: choice('auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml', 'wasm'),
  precision: choice('auto', 'fp32', 'fp16', 'q8', 'q4'),
  candidateLimit: whole(defaultSearchOptions.candidateLimit, 1, 500),
  resultLimit: whole(defaultSearchOptions.resultLimit, 1, 500),
  minimumRelevance: { kind: 'amount', default: defaultSearchOptions.minimumRelevance, minimum: 0, maximum: 1, isWhole: false },
  snippetLines: whole(defaultSearchOptions.snippetLines, 5, 200),
  include: { kind: 'globs', default: [] },
  exclude: { kind: 'globs', default: [] },
  useIgnoreFiles: { kind: 'switch', default: true },
  expandQuery: { kind: 'switch', default: defaultSearchOptions.expandQuery },
  idleTimeoutMinutes: whole(10, 0, 1440),
  hubAddress: { kind: 'text', default: 'https://huggingface.co' },
  cacheFolder: { kind: 'text', default: '' },
  offline: { kind: 'switch', default: false },
  cudaFolder: { kind: 'text', default: '' },
  endpoint: { kind: 'text', default: '' },
  endpointShape: choice('auto', 'rerank', 'tei', 'score'),
  endpointModel: { kind: 'text', default: '' },
  liveSearch: { kind: 'switch', default: false },
} as const satisfies Record<string, Rule>;

export type SettingName = keyof typeof settingRules;

type ValueOf<R extends Rule> = R extends Choice<infer Value> ? Value : R extends Amount ? number : R extends Switch ? boolean : R extends Text ? string : readonly string[];

export type Settings = { readonly [Name in SettingName]: ValueOf<(typeof settingRules)[Name]> };

/** The part of `vscode.workspace` that settings are read from. */
export interface Configuration {
  getConfiguration(section: string): Pick<WorkspaceConfiguration, 'get' | 'update' | 'inspect'>;
  onDidChangeConfiguration(listener: (event: ConfigurationChangeEvent) => void): Disposable;
}

/** The user's settings, read anew each time: the one place that knows their names. */
export class SettingsReader {
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** Values outside their range are brought to its nearest end, values of a wrong type are replaced by the default. */
  read(): Settings {
    const values = this.#configuration.getConfiguration(settingSection);
    const names = Object.keys(settingRules) as SettingName[];
    return Object.fromEntries(names.map((name) => [name, valid(settingRules[name], values.get(name))])) as unknown as Settings;
  }

  /** Writes where the value in force comes from, so that the change is seen: the workspace's settings or the user's. */
  async write<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> {
    const values = this.#configuration.getConfiguration(settingSection);
    await values.update(name, value, values.inspect(name)?.workspaceValue === undefined);
  }

  /** Writes into the settings of the workspace, whatever those of the user say. @throws where no folder is open */
  async writeHere<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> {
    await this.#configuration.getConfiguration(settingSection).update(name, value, false);
  }

  /** @param listener told the names of the settings that may have changed, once per change and only where there are any */
  onDidChange(listener: (changed: ReadonlySet<SettingName>) => void): Disposable {
    return this.#configuration.onDidChangeConfiguration((event) => {
      const names = Object.keys(settingRules) as SettingName[];
      const changed = new Set(names.filter((name) => event.affectsConfiguration(`${settingSection}.${name}`)));
      if (changed.size > 0) listener(changed);
    });
  }
}

/** What one search is asked to do; what is not a setting keeps the engine's default. */
export function searchOptionsOf(settings: Settings): SearchOptions {
  const { order, expandQuery, candidateLimit, resultLimit, minimumRelevance, snippetLines } = settings;
  return { ...defaultSearchOptions, order, expandQuery, candidateLimit, resultLimit, minimumRelevance, snippetLines };
}

/** What the model process needs to know; the time-out in milliseconds, 0 for never. */
export function modelSettingsOf({ model, device, precision, cudaFolder, idleTimeoutMinutes }: Settings): Pick<Settings, 'model' | 'device' | 'precision' | 'cudaFolder'> & { readonly idleMs: number } {
  return { model, device, precision, cudaFolder, idleMs: idleTimeoutMinutes * 60_000 };
}

/** What a change of settings asks for. `order`: what was found stands, its order and limits do not. `search`: the answer may differ. */
export type SettingsEffect = 'nothing' | 'order' | 'search';

const lightSettings: Partial<Record<SettingName, SettingsEffect>> = {
  view: 'nothing',
  liveSearch: 'nothing',
  idleTimeoutMinutes: 'nothing',
  hubAddress: 'nothing',
  offline: 'nothing',
  order: 'order',
  resultLimit: 'order',
  candidateLimit: 'order',
  minimumRelevance: 'order',
};

/** The strongest effect among the settings that changed. */
export function effectOf(changed: ReadonlySet<SettingName>): SettingsEffect {
  const effects = [...changed].map((name) => lightSettings[name] ?? 'search');
  return effects.find((effect) => effect === 'search') ?? effects.find((effect) => effect === 'order') ?? 'nothing';
}

function valid(rule: Rule, value: unknown): Rule['default'] {
  if (rule.kind === 'choice') return rule.values.find((one) => one === value) ?? rule.default;
  if (rule.kind === 'amount') return typeof value === 'number' && Number.isFinite(value) ? withinRange(rule, value) : rule.default;
  if (rule.kind === 'switch') return typeof value === 'boolean' ? value : rule.default;
  if (rule.kind === 'text') return typeof value === 'string' && value.trim() !== '' ? value.trim() : rule.default;
  return Array.isArray(value) ? value.filter((glob): glob is string => typeof glob === 'string' && glob.trim() !== '') : rule.default;
}

function withinRange({ minimum, maximum, isWhole }: Amount, value: number): number {
  return Math.min(maximum, Math.max(minimum, isWhole ? Math.round(value) : value));
}
