import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatSignificant } from '../../core/units.ts';
import { formatLatency } from '../latency-text.ts';
import { percentage } from '../percentage.ts';
import { type Column, minimumWidth, type Paper, renderTable } from '../table.ts';
import { glue, wrap } from '../text.ts';
import { paintStatus, paintVerdict, statusWords } from './contender-table.ts';
import type { JudgedRatio } from './ratio.ts';
import { verdictText } from './ratio-text.ts';
import type { WriteContrast, WriteSide, WriteWork } from './write-side.ts';

/** What the variants cost those who write: the whole mix in a row, its scenarios under it. */
export function renderWrites(writes: WriteSide, c: Colors, paper: Paper): string {
  const rows = [
    [writes.baseline, c.dim('the baseline'), '', '', ...workCells(pooledBaseline(writes))],
    ...writes.contrasts.flatMap((contrast) => rowsOf(contrast, c)),
  ];
  const name: Column = { title: 'variant', narrow: 'cut' };
  const against: Column = { title: `against ${writes.baseline}` };
  const times = ['baseline', 'own'].map((title): Column => ({ title, align: 'right', group: 'p50' }));
  const work = ['WAL', 'full pages', 'HOT'].map(
    (title): Column => ({ title, align: 'right', group: 'an operation' }),
  );
  const wide = { columns: [name, against, ...times, ...work], rows };
  const caption = `mix ${writes.mix.replaceAll(',', ', ')}; of all together the throughput, of each its median time`;
  const title = [c.bold('Writes'), ...wrap(caption, paper.width - 2).map((line) => `  ${c.dim(line)}`)].join(
    '\n',
  );
  if (minimumWidth(wide) <= paper.width) return `${title}\n${renderTable(wide, paper)}`;
  const first = { columns: [name, against, ...times], rows: rows.map((row) => row.slice(0, 4)) };
  const second = {
    columns: [name, ...work],
    rows: rows
      .filter((row) => row.slice(4).some((cell) => cell !== ''))
      .map((row) => [row[0]!, ...row.slice(4)]),
  };
  return [title, renderTable(first, paper), '', renderTable(second, paper)].join('\n');
}

function rowsOf(contrast: WriteContrast, c: Colors): string[][] {
  const { variant, status, load, work } = contrast;
  if (status !== 'measured')
    return [[variant, paintStatus(status, statusWords[status], c), ...Array<string>(5).fill('')]];
  return [
    [variant, judgedCell(load?.throughput ?? undefined, c), '', '', ...workCells(work?.contender)],
    ...(load?.parts ?? []).map(({ scenario, p50, baseline, contender }) => [
      `  ${scenario}`,
      judgedCell(p50 ?? undefined, c),
      formatLatency(baseline.latency.percentiles.p50),
      formatLatency(contender.latency.percentiles.p50),
      ...Array<string>(3).fill(''),
    ]),
  ];
}

function judgedCell(judged: JudgedRatio | undefined, c: Colors): string {
  return judged ? paintVerdict(judged, verdictText(judged), c) : '-';
}

function workCells(work: WriteWork | undefined): string[] {
  if (!work) return ['-', '-', '-'];
  const { walBytes, fullPageImages, hotShare } = work;
  return [
    walBytes === null ? '-' : formatBytes(Math.round(walBytes)),
    fullPageImages === null ? '-' : formatSignificant(fullPageImages),
    hotShare === null ? '-' : percentage(hotShare).replaceAll(glue, ' '),
  ];
}

/** The baseline ran beside each contender; its work is the mean over all operations. */
function pooledBaseline({ contrasts }: WriteSide): WriteWork | undefined {
  const works = contrasts.flatMap(({ work }) => (work ? [work.baseline] : []));
  const operations = works.reduce((sum, work) => sum + work.operations, 0);
  if (operations === 0) return undefined;
  const mean = (figure: Exclude<keyof WriteWork, 'operations'>) => {
    const known = works.filter((work) => work[figure] !== null);
    const weight = known.reduce((sum, work) => sum + work.operations, 0);
    return weight === 0
      ? null
      : known.reduce((sum, work) => sum + work[figure]! * work.operations, 0) / weight;
  };
  return {
    operations,
    walBytes: mean('walBytes'),
    walRecords: mean('walRecords'),
    fullPageImages: mean('fullPageImages'),
    rowsInserted: mean('rowsInserted'),
    rowsUpdated: mean('rowsUpdated'),
    hotShare: mean('hotShare'),
  };
}
