import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatCount } from '../core/units.ts';
import { renderBanner } from './banner.ts';
import { describeLoad } from './load-line.ts';
import type { Result } from './result.ts';
import { columnsOf, wrap } from './text.ts';

/** What ran, on which server and data, and what is wrong with it: two lines or more. */
export function renderHeader(result: Result, c: Colors, width: number): string[] {
  const room = width - 2;
  const titles = wrap(subject(result), room);
  const loads = wrap(describeLoad(result), room);
  const isOneLine =
    titles.length + loads.length === 2 && columnsOf(titles[0]!) + 2 + columnsOf(loads[0]!) <= room;
  return [
    ...(isOneLine
      ? [`${c.bold(titles[0]!)}  ${loads[0]!}`]
      : [...titles.map((line) => c.bold(line)), ...loads]),
    ...wrap([describeServer(result), ...describeData(result)].join(' · '), room).map((line) => c.dim(line)),
    ...describeVariant(result).flatMap((text) => wrap(text, room).map((line) => c.dim(line))),
    ...renderBanner(result, c, width),
  ];
}

/** `feed · baseline · on composite`; of several queries the name that they were asked for by. */
function subject({ queries, name, variant }: Result): string {
  const [first] = queries;
  const on = variant ? ` · on ${variant.name}` : '';
  if (first && queries.length === 1) return `${first.scenario} · ${first.query}${on}`;
  // Spelled out, such as feed=50,like=5: with places to break a line at.
  return name.includes('=') ? `mix ${name.replaceAll(',', ', ')}${on}` : `mix ${name}${on}`;
}

function describeServer({ server }: Result): string {
  const version = server.version.split(' ')[0];
  return `PostgreSQL ${version} ${server.embedded ? 'embedded' : `at ${server.address}`}`;
}

function describeData({ dataset, load }: Result): string[] {
  if (!dataset) return ['data not made by bench', `seed ${load.seed}`];
  const users = `${formatCount(dataset.users)} users`;
  const scale = /^\d+$/.test(dataset.scale) ? users : `${dataset.scale}: ${users}`;
  const seed =
    dataset.seed === load.seed ? `seed ${load.seed}` : `data seed ${dataset.seed}, load seed ${load.seed}`;
  const keys = dataset.keys === 'uuidv4' ? [] : [`${dataset.keys} keys`];
  return [`${scale}, ${formatBytes(dataset.totalBytes)}`, ...keys, seed];
}

/** What the variant is, and what it was set to; nothing for the schema as specified. */
function describeVariant({ variant }: Result): string[] {
  if (!variant) return [];
  const settings = Object.entries({ ...variant.serverSettings, ...variant.settings });
  return [
    ...variant.parts.map(({ name, kind, summary }) => `${name} (${kind}): ${summary}`),
    ...(settings.length > 0 ? [settings.map(([name, value]) => `${name} = ${value}`).join(', ')] : []),
  ];
}
