import { LatencyHistogram } from '../../core/histogram.ts';

/** What pgbench calls a warm-up is ours to leave out: both readers skip the first seconds of what it tells. */
export interface Window {
  readonly warmupMs: number;
  readonly durationMs: number;
}

/** Transactions a second, from the lines of `-P 1`: the mean of the seconds within the window. */
export function progressThroughput(text: string, { warmupMs, durationMs }: Window): number {
  const startS = warmupMs / 1000;
  const endS = startS + durationMs / 1000;
  const seconds = [...text.matchAll(/^progress: ([\d.]+) s, ([\d.]+) tps/gm)]
    .map(([, time, perSecond]) => ({ time: Number(time), perSecond: Number(perSecond) }))
    // A line is about the second before it. Later ones are of a run that only waits for its last transactions.
    .filter(({ time }) => time > startS + 0.5 && time < endS + 0.5);
  if (seconds.length < durationMs / 1000 - 1)
    throw new Error(`pgbench told of ${seconds.length} seconds only:\n${text}`);
  return seconds.reduce((sum, { perSecond }) => sum + perSecond, 0) / seconds.length;
}

/** As our own results have them: response time from when it was due, service time from its begin, lag before it. */
export interface LogLatencies {
  readonly response: LatencyHistogram;
  readonly service: LatencyHistogram;
  readonly lag: LatencyHistogram;
}

const nsPerUs = 1000;

/**
 * Latencies of the transactions that were due inside the window, from the files of `--log` with `-R`: `client_id
 * transaction_no time script_no time_epoch time_us schedule_lag`, times in microseconds. `time` counts from when the
 * transaction was due, the epoch is when it ended. PostgreSQL manual, pgbench, "Per-Transaction Logging".
 */
export function logLatencies(logs: readonly string[], { warmupMs, durationMs }: Window): LogLatencies {
  const transactions = logs.flatMap((log) => log.trimEnd().split('\n').map(transactionOf));
  const firstUs = transactions.reduce((least, { dueUs }) => Math.min(least, dueUs), Number.POSITIVE_INFINITY);
  const startUs = firstUs + warmupMs * 1000;
  const endUs = startUs + durationMs * 1000;
  const [response, service, lag] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
  for (const { dueUs, responseUs, lagUs } of transactions) {
    if (dueUs < startUs || dueUs >= endUs) continue;
    response.record(responseUs * nsPerUs);
    service.record((responseUs - lagUs) * nsPerUs);
    lag.record(lagUs * nsPerUs);
  }
  return { response, service, lag };
}

function transactionOf(line: string): { dueUs: number; responseUs: number; lagUs: number } {
  const fields = line.split(' ').map(Number);
  const [, , responseUs, , epochS, epochUs, lagUs] = fields;
  // `skipped` or `failed` stands in place of a time.
  if (fields.length < 7 || fields.some(Number.isNaN))
    throw new Error(
      `pgbench's log has the line "${line}", which is no transaction that was due and succeeded`,
    );
  return { dueUs: epochS! * 1e6 + epochUs! - responseUs!, responseUs: responseUs!, lagUs: lagUs! };
}
