import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatSignificant } from '../../core/units.ts';
import { formatLatency } from '../latency-text.ts';
import { percentage } from '../percentage.ts';
import { type Column, minimumWidth, type Paper, renderTable } from '../table.ts';
import { glue, wrap } from '../text.ts';
import { paintStatus, paintVerdict, statusWords } from './contender-table.ts';
import type { JudgedRatio } from './ratio.ts';
import { amountVerdictText, verdictText } from './ratio-text.ts';
import type { WriteContrast, WriteSide, WriteWork } from './write-side.ts';

/** What the variants cost those who write: the whole mix in a row, its WAL and its scenarios under it. */
export function renderWrites(writes: WriteSide, c: Colors, paper: Paper): string {
  const rows = [
    [writes.baseline, c.dim('the baseline'), '', '', ...workCells(pooledBaseline(writes))],
    ...writes.contrasts.flatMap((contrast) => rowsOf(contrast, c)),
  ];
  const name: Column = { title: 'variant', narrow: 'cut' };
  const against: Column = { title: `against ${writes.baseline}` };
  const [baseline, own, fullPages, hot] = ['baseline', 'own', 'full pages', 'HOT'].map(
    (title): Column => ({ title, align: 'right', group: 'an operation' }),
  ) as [Column, Column, Column, Column];
  const wide = { columns: [name, against, baseline, own, fullPages, hot], rows };
  const caption = `mix ${writes.mix.replaceAll(',', ', ')}${evidence(writes)}: the throughput of all together, their bytes of WAL, and of each its median time`;
  const title = [c.bold('Writes'), ...wrap(caption, paper.width - 2).map((line) => `  ${c.dim(line)}`)].join(
    '\n',
  );
  if (minimumWidth(wide) <= paper.width) return `${title}\n${renderTable(wide, paper)}`;
  const first = { columns: [name, against, baseline, own], rows: rows.map((row) => row.slice(0, 4)) };
  const second = {
    columns: [name, fullPages, hot],
    rows: rows
      .filter((row) => row.slice(4).some((cell) => cell !== ''))
      .map((row) => [row[0]!, ...row.slice(4)]),
  };
  return [title, renderTable(first, paper), '', renderTable(second, paper)].join('\n');
}

/** From how many pairs of slices, which may differ between variants. */
function evidence({ contrasts }: WriteSide): string {
  const pairs = contrasts.flatMap(({ load }) => load?.slices.length ?? []);
  const [least, most] = [Math.min(...pairs), Math.max(...pairs)];
  if (pairs.length === 0) return '';
  return `, ${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'pair' : 'pairs'} of slices`;
}

function rowsOf(contrast: WriteContrast, c: Colors): string[][] {
  const { variant, status, load, work } = contrast;
  if (status !== 'measured') return [[variant, paintStatus(status, statusWords[status], c), '', '', '', '']];
  return [
    [variant, judgedCell(load?.throughput ?? undefined, c), '', '', ...workCells(work?.contender)],
    ['  WAL', walCell(load?.walBytes, c), bytesCell(work?.baseline), bytesCell(work?.contender), '', ''],
    ...(load?.parts ?? []).map(({ scenario, p50, baseline, contender }) => [
      `  ${scenario}`,
      judgedCell(p50 ?? undefined, c),
      formatLatency(baseline.latency.percentiles.p50),
      formatLatency(contender.latency.percentiles.p50),
      '',
      '',
    ]),
  ];
}

function judgedCell(judged: JudgedRatio | undefined, c: Colors): string {
  return judged ? paintVerdict(judged, verdictText(judged), c) : '-';
}

function walCell(judged: JudgedRatio | null | undefined, c: Colors): string {
  return judged ? paintVerdict(judged, amountVerdictText(judged), c) : '-';
}

function bytesCell(work: WriteWork | undefined): string {
  return typeof work?.walBytes === 'number' ? formatBytes(Math.round(work.walBytes)) : '-';
}

/** What is not compared in a row of its own. */
type SideWork = Pick<WriteWork, 'fullPageImages' | 'hotShare'>;

function workCells(work: SideWork | undefined): string[] {
  if (!work) return ['-', '-'];
  const { fullPageImages, hotShare } = work;
  return [
    fullPageImages === null ? '-' : formatSignificant(fullPageImages),
    hotShare === null ? '-' : percentage(hotShare).replaceAll(glue, ' '),
  ];
}

/** The baseline ran beside each contender; its work is the mean over all operations. */
function pooledBaseline({ contrasts }: WriteSide): SideWork | undefined {
  const works = contrasts.flatMap(({ work }) => (work ? [work.baseline] : []));
  if (works.every(({ operations }) => operations === 0)) return undefined;
  const mean = (figure: keyof SideWork) => {
    const known = works.filter((work) => work[figure] !== null);
    const weight = known.reduce((sum, { operations }) => sum + operations, 0);
    return weight === 0
      ? null
      : known.reduce((sum, work) => sum + work[figure]! * work.operations, 0) / weight;
  };
  return { fullPageImages: mean('fullPageImages'), hotShare: mean('hotShare') };
}
