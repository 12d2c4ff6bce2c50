import { formatLatency } from './latency-text.ts';
import { queryName } from './query-table.ts';
import type { Result } from './result.ts';
import { type Paper, renderTable } from './table.ts';
import { glue, wrap } from './text.ts';

/**
 * What an open load's response times are made of: service time by query, waiting for a connection, and the lag of the
 * harness. Percentiles do not add up, so each is given for itself. Empty for a closed load.
 */
export function renderTimeParts(result: Result, paper: Paper): string {
  const { queries, client } = result;
  const timed = queries.filter(({ serviceTime }) => serviceTime !== null);
  const hasLimits = timed.some(({ counters }) => counters.timedOut + counters.censored > 0);
  const [only] = timed;
  const parts: string[] = [];
  if (only?.serviceTime && queries.length === 1) {
    const { p50, p99 } = only.serviceTime.percentiles;
    const title = hasLimits ? 'service time of what succeeded' : 'service time';
    parts.push(`${title} p50${glue}${formatLatency(p50)}, p99${glue}${formatLatency(p99)}`);
  } else if (hasLimits) parts.push('service times are of what succeeded');
  if (client.poolWait) {
    // Those that still wait are not in it, and have waited longest.
    const of = client.waiting > 0 ? ' of what was sent' : '';
    parts.push(`wait for a connection${of} p99${glue}${formatLatency(client.poolWait.percentiles.p99)}`);
  }
  if (client.dispatchLag)
    parts.push(`dispatch lag p99${glue}${formatLatency(client.dispatchLag.percentiles.p99)}`);
  const lines = parts.length === 0 ? [] : wrap(parts.join(' · '), paper.width - 2).map((line) => `  ${line}`);
  const table = queries.length > 1 && only ? [serviceTable(result, paper)] : [];
  return [...table, lines.join('\n')].filter((part) => part !== '').join('\n\n');
}

function serviceTable(result: Result, paper: Paper): string {
  const group = 'service time';
  return renderTable(
    {
      columns: [
        { title: 'query', narrow: 'cut' },
        { title: 'p50', align: 'right', group },
        { title: 'p99', align: 'right', group },
        { title: 'max', align: 'right', group },
      ],
      rows: result.queries.map((query) => {
        const { percentiles, maxNs } = query.serviceTime ?? noTimes;
        const cells = [percentiles.p50, percentiles.p99, maxNs].map(formatLatency);
        return [queryName(query, result), ...cells];
      }),
    },
    paper,
  );
}

const noTimes = { percentiles: { p50: null, p99: null }, maxNs: null };
