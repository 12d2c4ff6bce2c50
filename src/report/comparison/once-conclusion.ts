import { formatBytes, formatCount } from '../../core/units.ts';
import { percentage } from '../percentage.ts';
import type { OnceFigures, OnceWork } from './once.ts';
import type { EstimatedRatio } from './ratio.ts';
import { effectWords, fasterWords, slowerWords } from './ratio-text.ts';
import { listed } from './words.ts';

interface Names {
  readonly arm: string;
  readonly scenario: string;
  readonly baseline: string;
  /** What an open verdict leaves open: the smallest effect that could have been seen. */
  readonly visible: string;
}

/** What an operation that is run once takes and leaves, in one clause. */
export function onceClause(once: OnceWork, names: Names): string {
  const { baseline, contender } = once;
  const rest = [...walClause(once), ...deadClause(once, names), ...roomClause(baseline, contender, names)];
  const time = timeClause(once, names);
  const vacuum = vacuumWords(once);
  if (once.time.verdict !== 'inconclusive')
    return listed([
      vacuum === null ? time : `${time} (${vacuum ?? 'no clear difference'} with the VACUUM after it)`,
      ...rest,
    ]);
  const own = [...(vacuum ? [`is ${vacuum} with the VACUUM after it`] : []), ...rest];
  return own.length === 0 ? time : `${time}; it ${listed(own)}`;
}

function timeClause({ time }: OnceWork, { arm, scenario, baseline, visible }: Names): string {
  switch (time.verdict) {
    case 'faster':
      return `${arm} does ${scenario} ${fasterWords(time)} as ${baseline}`;
    case 'slower':
      return `${arm} does ${scenario} ${slowerWords(time)}${time.ratio! < 2 ? ' than' : ' as'} ${baseline}`;
    case 'equivalent':
      return `${arm} does ${scenario} as fast as ${baseline} (to within ${effectWords(time.margin)})`;
    case 'inconclusive':
      return `whether ${arm} does ${scenario} faster or slower than ${baseline} remains open: ${visible}`;
  }
}

/** The VACUUM is part of the price: null where there is nothing to clear, undefined for no clear difference. */
function vacuumWords({ withVacuum, baseline, contender }: OnceWork): string | null | undefined {
  return baseline.deadRows === 0 && contender.deadRows === 0 ? null : clearDifference(withVacuum);
}

function clearDifference(ratio: EstimatedRatio): string | undefined {
  const { low, high } = ratio.interval;
  if (ratio.ratio === null) return undefined;
  if (high !== null && high < 1) return fasterWords(ratio);
  return low !== null && low > 1 ? slowerWords(ratio) : undefined;
}

/** All WAL, that of the VACUUM too. */
export function wholeWal({ walBytes, vacuumWalBytes }: OnceFigures): number | null {
  return walBytes === null || vacuumWalBytes === null ? null : walBytes + vacuumWalBytes;
}

/** Pages that happen to be written whole make as much of a difference. */
const sameWal = 0.05;

function walClause({ baseline, contender }: OnceWork): string[] {
  const [own, other] = [wholeWal(contender), wholeWal(baseline)];
  if (own === null || other === null || other === 0) return [];
  if (Math.abs(own / other - 1) < sameWal) return ['writes as much WAL'];
  if (own > other) return [`writes ${(own / other).toFixed(own < 9.95 * other ? 1 : 0)} times as much WAL`];
  return [`writes ${percentage(own, other)} of the WAL`];
}

function deadClause({ baseline, contender }: OnceWork, names: Names): string[] {
  if (baseline.deadRows === contender.deadRows) return [];
  const count = contender.deadRows === 0 ? 'no' : formatCount(contender.deadRows);
  return [`leaves ${count} dead rows (${names.baseline}: ${formatCount(baseline.deadRows)})`];
}

function roomClause(baseline: OnceFigures, contender: OnceFigures, names: Names): string[] {
  const [own, other] = [givenBack(contender), givenBack(baseline)];
  if (own === other) return [];
  return [`gives ${bytesOrNone(own)} back to the disk (${names.baseline}: ${bytesOrNone(other)})`];
}

/** Bytes of tables and indexes that the disk has again; less than nothing where they have grown. */
export function givenBack({ tables, indexes }: OnceFigures): number {
  return tables.before + indexes.before - tables.afterVacuum - indexes.afterVacuum;
}

export function bytesOrNone(bytes: number): string {
  if (bytes === 0) return 'nothing';
  return bytes < 0 ? `-${formatBytes(-bytes)}` : formatBytes(bytes);
}
