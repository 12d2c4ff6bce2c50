import { usageError } from '../../core/errors.ts';
import { suggestion } from '../../core/suggestion.ts';
import { readVariants, type VariantDescription } from '../../database/variants/description.ts';
import type { VariantKind } from '../../database/variants/description-check.ts';
import { forecast } from '../../generator/forecast.ts';
import { scales } from '../../population/scale.ts';
import { World } from '../../population/world.ts';
import {
  type ListedMix,
  type ListedQuery,
  type ListedScale,
  renderMixes,
  renderScales,
  renderScenarios,
  renderVariants,
} from '../../report/listing.ts';
import type { Paper } from '../../report/table.ts';
import { loadCatalogue } from '../../scenario/catalogue.ts';
import { partName } from '../../scenario/mix.ts';
import { estimateLoadMs, probeRowsPerSecond } from '../load-estimate.ts';
import { profileFrom } from '../profile-file.ts';
import { terminalOptions } from '../terminal-options.ts';

interface ListOptions {
  seed: number;
  profile?: string;
}

/** What can be listed, in the order in which all of it is. */
const listings: Record<string, (options: ListOptions, paper: Paper) => string> = {
  scenarios: (_, paper) => renderScenarios(listedQueries(), paper),
  mixes: (_, paper) => renderMixes(listedMixes(), paper),
  variants: (_, paper) => renderVariants(listedVariants(), paper),
  scales: (options, paper) =>
    renderScales(listedScales(options), profileFrom(options.profile, Infinity).following.density, paper),
};

/** `bench list`: one kind of thing, or all. Needs no database. */
export function list(what: string | undefined, options: ListOptions): void {
  const names = Object.keys(listings);
  if (what !== undefined && !names.includes(what)) {
    throw usageError(`cannot list "${what}"`, suggestion(what, names));
  }
  const paper = terminalOptions();
  const wanted = what === undefined ? names : [what];
  const text = wanted.map((name) => listings[name]!(options, paper)).join('\n\n');
  process.stdout.write(`${text}\n`);
}

function listedQueries(): ListedQuery[] {
  return loadCatalogue().scenarios.flatMap(({ queries }) =>
    queries.map(({ scenario, name, parameters, summary, writes }) => ({
      scenario,
      query: name,
      parameters: parameters.map((parameter) => parameter.name),
      summary,
      writes,
    })),
  );
}

function listedMixes(): ListedMix[] {
  return loadCatalogue().mixes.map(({ name, summary, parts }) => ({
    name,
    summary,
    parts: parts.map(({ query, weight }) => ({ name: partName(query), weight })),
  }));
}

/** As people look for them: what is tried first comes first. */
const kindOrder: readonly VariantKind[] = ['index', 'partitioning', 'keys', 'denormalization', 'settings'];

function listedVariants(): VariantDescription[] {
  return readVariants().sort((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
}

function listedScales({ seed, profile }: ListOptions): ListedScale[] {
  const rowsPerSecond = probeRowsPerSecond();
  return Object.entries(scales).map(([name, users]) => {
    const tables = forecast(new World({ seed, users, profile: profileFrom(profile, users) }));
    const sum = (part: 'rows' | 'heapBytes' | 'indexBytes') =>
      tables.reduce((total, table) => total + table[part], 0);
    const rows = sum('rows');
    const loadMs = estimateLoadMs(rows, rowsPerSecond);
    return { name, users, rows, heapBytes: sum('heapBytes'), indexBytes: sum('indexBytes'), loadMs };
  });
}
