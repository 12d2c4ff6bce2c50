import { formatCount, formatDuration } from '../core/units.ts';
import { remedyOf } from './error-remedy.ts';
import type { Note } from './note.ts';
import { percentage } from './percentage.ts';
import { planNotes } from './plan-notes.ts';
import type { QueryResult } from './query-result.ts';
import { queryName } from './query-table.ts';
import type { Result } from './result.ts';
import { sampleNotes } from './sample-notes.ts';
import { steadinessNotes, warmingNotes } from './state-notes.ts';
import { telemetryNotes } from './telemetry-notes.ts';
import { cut } from './text.ts';
import { writeNotes } from './write-notes.ts';

/** Everything about a run that its table alone would hide, most important first. */
export function notesOf(result: Result, strata: boolean): Note[] {
  const { queries, load, warnings } = result;
  const name = (query: QueryResult) => nameOf(query, result);
  return [
    ...statusNotes(result),
    ...warnings.map(({ text, remedy }) => ({ text, ...(remedy === null ? {} : { remedy }) })),
    ...steadinessNotes(result),
    ...queries.flatMap((query) => [
      ...nothingNotes(query, result),
      ...emptyNotes(query, result),
      ...timeoutNotes(query, result, strata),
      ...censoredNotes(query, result),
      ...skippedNotes(query, result),
      ...errorNotes(query, result),
    ]),
    ...sampleNotes(queries, load.measuredMs, strata, name),
    ...writeNotes(result, name),
    ...durabilityNotes(result),
    ...planNotes(result, name),
    ...warmingNotes(result),
    ...telemetryNotes(result),
  ];
}

/** Names longer than this would drown the note. */
const longestName = 40;

function nameOf(query: QueryResult, result: Result): string {
  return cut(queryName(query, result), longestName);
}

function statusNotes({ status }: Result): Note[] {
  switch (status) {
    case 'complete':
      return [];
    case 'invalid':
      return [{ text: 'The numbers of an invalid run help to find its cause, and nothing else.' }];
    case 'overloaded':
      return [
        {
          text: 'Response times grow for as long as an overloaded run goes on: they tell its length, and little of the server.',
        },
      ];
    case 'interrupted':
      return [
        {
          text: 'The run was interrupted: the numbers hold for the time that was measured.',
          remedy: 'Run it to its end before comparing it with others.',
        },
      ];
  }
}

function nothingNotes(query: QueryResult, result: Result): Note[] {
  const { succeeded, timedOut, failed, censored } = query.counters;
  if (succeeded + timedOut + failed + censored > 0) return [];
  return [
    {
      text: `${nameOf(query, result)}: no operation ended in the measured time, so there is nothing to say.`,
      remedy: 'Measure longer (--duration).',
    },
  ];
}

function timeoutNotes(query: QueryResult, result: Result, strata: boolean): Note[] {
  const { scheduled, timedOut } = query.counters;
  if (timedOut === 0) return [];
  const limit = formatDuration(result.load.statementTimeoutMs);
  const bounds = hasBounds(query) ? '; values marked ≥ are lower bounds' : '';
  return [
    {
      text: `${nameOf(query, result)}: ${share(timedOut, scheduled)} hit the statement timeout of ${limit}${bounds}.`,
      remedy: `${strata ? 'T' : 'See whose with --strata, t'}ry another --query, or wait longer with --statement-timeout.`,
    },
  ];
}

function censoredNotes(query: QueryResult, result: Result): Note[] {
  const { scheduled, censored } = query.counters;
  if (censored === 0) return [];
  const longer = result.status === 'overloaded' ? '' : ' Measure longer (--duration) to see them end.';
  const bounds =
    query.counters.timedOut === 0 && hasBounds(query) ? '; values marked ≥ are lower bounds' : '';
  return [
    {
      text: `${nameOf(query, result)}: ${share(censored, scheduled)} had not ended with the run${bounds}.`,
      remedy: `They count with the age they had reached.${longer}`,
    },
  ];
}

/** A query that finds nothing is fast, and says nothing: as a rule its parameters are those of other data. */
function emptyNotes(query: QueryResult, result: Result): Note[] {
  const { succeeded } = query.counters;
  if (query.writes || succeeded === 0 || query.rows.withoutRows < succeeded) return [];
  return [
    {
      text: `${nameOf(query, result)}: none of ${formatCount(succeeded)} operations returned a row.`,
      remedy: 'See that its parameters fit the data: --slowest shows some, bench verify compares the data.',
    },
  ];
}

function skippedNotes(query: QueryResult, result: Result): Note[] {
  const { scheduled, skipped } = query.counters;
  if (skipped === 0) return [];
  return [
    {
      text: `${nameOf(query, result)}: due and never sent, and in no latency: ${share(skipped, scheduled)}. The harness was too late for them.`,
    },
  ];
}

const longestMessage = 160;

function errorNotes(query: QueryResult, result: Result): Note[] {
  return query.errors.map((error) => {
    const { class: kind, sqlstate, count, message } = error;
    const state = sqlstate === null ? '' : ` (${sqlstate})`;
    const times = `${formatCount(count)} ${kind} error${count === 1 ? '' : 's'}${state}`;
    const first = `${count === 1 ? '' : 'the first: '}${cut(message, longestMessage)}`;
    return {
      text: `${nameOf(query, result)}: ${times}, not in the latencies; ${first}`,
      remedy: remedyOf(error),
    };
  });
}

const durability: ReadonlyArray<readonly [setting: string, meaning: string]> = [
  ['fsync', 'writes cost less than on a server that keeps its data'],
  ['full_page_writes', 'writes cost less than on a server that survives a crash'],
  ['synchronous_commit', 'commits do not wait for the disk'],
];

function durabilityNotes({ server: { settings } }: Result): Note[] {
  const off = durability.filter(([setting]) => settings[setting] === 'off');
  if (off.length === 0) return [];
  return [
    {
      text: `${off.map(([setting, meaning]) => `${setting} = off: ${meaning}`).join('; ')}.`,
      remedy: 'Compare only with runs of the same settings.',
    },
  ];
}

function hasBounds({ latency, strata }: QueryResult): boolean {
  return [latency, ...strata.map((stratum) => stratum.latency)].some(({ percentiles, maxNs }) =>
    [...Object.values(percentiles), maxNs].some((value) => value?.atLeast),
  );
}

/** `1,234 of 1,300 operations (95 %)`. */
function share(part: number, whole: number): string {
  return `${formatCount(part)} of ${formatCount(whole)} operation${whole === 1 ? '' : 's'} (${percentage(part, whole)})`;
}
