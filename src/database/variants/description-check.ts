import { type BenchError, usageError } from '../../core/errors.ts';
import { suggestion } from '../../core/suggestion.ts';

/** What a variant is about, in the order in which parts of a composition are applied. */
export const variantKinds = ['keys', 'partitioning', 'denormalization', 'index', 'settings'] as const;
export type VariantKind = (typeof variantKinds)[number];

export const variantKeys = ['uuidv4', 'uuidv7', 'bigint'] as const;
export type VariantKeys = (typeof variantKeys)[number];

/** What a `variant.json` says; what may be left out is empty or null. */
export interface CheckedDescription {
  readonly kind: VariantKind;
  /** What it changes, in one line. */
  readonly summary: string;
  /** What it is expected to win. */
  readonly wins: string;
  /** What it is expected to cost. */
  readonly costs: string;
  /** The least major version of the server, and extensions that it must have to offer. */
  readonly needs: { readonly server: number | null; readonly extensions: readonly string[] };
  /** Variants that it cannot be combined with. */
  readonly conflicts: readonly string[];
  /** Of several variants with the same slot only one can be. */
  readonly slot: string | null;
  /** Set on each connection that is measured. */
  readonly settings: Readonly<Record<string, string>>;
  /** Need a server that was started with them. */
  readonly serverSettings: Readonly<Record<string, string>>;
  /** How the ids of its dataset look; null: as asked for. */
  readonly keys: VariantKeys | null;
  /** The query of a scenario that it is meant for, by scenario. */
  readonly queries: Readonly<Record<string, string>>;
  /** Statements that bring derived data up to date. */
  readonly refresh: string | null;
  /**
   * How many partitions to make: `current_setting('bench.partitions')` in the variant's SQL. What is written here is
   * the default, `by-month@24` asks for another number. Null for a variant that takes no number.
   */
  readonly partitions: number | null;
}

const required = ['kind', 'summary', 'wins', 'costs'] as const;
const optional = [
  'needs',
  'conflicts',
  'slot',
  'settings',
  'serverSettings',
  'keys',
  'queries',
  'refresh',
  'partitions',
] as const;

/** The harness's own business: a variant that set these would change what is measured, or let a read write. */
const reservedSettings = [
  'statement_timeout',
  'default_transaction_read_only',
  'idle_session_timeout',
  'idle_in_transaction_session_timeout',
  'search_path',
  'application_name',
];

/** Checks the content of a `variant.json`. Throws a usage error that names `file` and the key. */
export function checkDescription(given: unknown, file: string): CheckedDescription {
  const reader = new Reader(given, '', file);
  reader.allow([...required, ...optional]);
  const needs = new Reader(reader.value('needs') ?? {}, 'needs', file);
  needs.allow(['server', 'extensions']);
  return {
    kind: reader.choice('kind', variantKinds),
    summary: reader.line('summary'),
    wins: reader.line('wins'),
    costs: reader.line('costs'),
    needs: { server: needs.number('server'), extensions: needs.texts('extensions') },
    conflicts: reader.texts('conflicts'),
    slot: reader.has('slot') ? reader.line('slot') : null,
    settings: reader.settings('settings'),
    serverSettings: reader.settings('serverSettings'),
    keys: reader.has('keys') ? reader.choice('keys', variantKeys) : null,
    queries: reader.record('queries'),
    refresh: reader.has('refresh') ? reader.text('refresh') : null,
    partitions: reader.number('partitions'),
  };
}

/** Reads the keys of one object, and says what is wrong with which. */
class Reader {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #file: string;

  constructor(given: unknown, path: string, file: string) {
    this.#path = path;
    this.#file = file;
    if (!isObject(given)) throw this.#fault('', 'an object', given);
    this.#values = given;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#values, key);
  }

  value(key: string): unknown {
    return this.has(key) ? this.#values[key] : undefined;
  }

  allow(names: readonly string[]): void {
    const unknown = Object.keys(this.#values).find((key) => !names.includes(key));
    if (unknown === undefined) return;
    throw usageError(`unknown key "${this.#at(unknown)}" in ${this.#file}`, suggestion(unknown, names));
  }

  text(key: string): string {
    const value = this.value(key);
    if (typeof value === 'string' && value.trim() !== '') return value;
    throw this.#fault(key, 'a text', value);
  }

  line(key: string): string {
    const text = this.text(key);
    if (!text.includes('\n')) return text;
    throw this.#fault(key, 'one line', text);
  }

  choice<Name extends string>(key: string, names: readonly Name[]): Name {
    const text = this.text(key);
    if (names.includes(text as Name)) return text as Name;
    throw usageError(`unknown ${this.#at(key)} "${text}" in ${this.#file}`, suggestion(text, names));
  }

  /** A whole number from 1; null when left out. */
  number(key: string): number | null {
    if (!this.has(key)) return null;
    const value = this.value(key);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000) return value;
    throw this.#fault(key, 'a whole number from 1 to 10000', value);
  }

  texts(key: string): string[] {
    const value = this.has(key) ? this.value(key) : [];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) return value;
    throw this.#fault(key, 'a list of texts', value);
  }

  record(key: string): Record<string, string> {
    const value = this.has(key) ? this.value(key) : {};
    if (!isObject(value)) throw this.#fault(key, 'an object of texts', value);
    for (const [name, item] of Object.entries(value)) {
      if (typeof item !== 'string') throw this.#fault(`${key}.${name}`, 'a text', item);
    }
    return value as Record<string, string>;
  }

  settings(key: string): Record<string, string> {
    const settings = this.record(key);
    const reserved = Object.keys(settings).find((name) => reservedSettings.includes(name.toLowerCase()));
    if (reserved === undefined) return settings;
    throw usageError(
      `"${key}" in ${this.#file} may not have "${reserved}"`,
      'it is set by the harness for every run',
    );
  }

  #at(key: string): string {
    return [this.#path, key].filter((part) => part !== '').join('.');
  }

  #fault(key: string, expected: string, found: unknown): BenchError {
    const text = found === undefined ? 'nothing' : JSON.stringify(found);
    const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
    const where = this.#at(key) === '' ? '' : `"${this.#at(key)}" `;
    return usageError(
      `${this.#file}: ${where}must be ${expected}, found ${shown}`,
      `a variant.json has ${required.join(', ')}, and may have ${optional.join(', ')}`,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
