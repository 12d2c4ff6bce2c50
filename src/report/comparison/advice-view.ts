import type { Colors } from 'picocolors/types.js';
import { formatBytes, formatDuration } from '../../core/units.ts';
import { type Column, minimumWidth, type Paper, renderTable } from '../table.ts';
import { glue, wrap } from '../text.ts';
import { type Advice, type AdvisedDesign, type AdvisedRead, type AdvisedSide, adviceOf } from './advice.ts';
import type { Comparison } from './comparison.ts';
import { paintStatus, paintVerdict, statusWords } from './contender-table.ts';
import type { JudgedRatio } from './ratio.ts';
import { fasterWords, shortAmountText, shortVerdictText } from './ratio-text.ts';
import { listed, listedBriefly } from './words.ts';
import { writeClause } from './write-conclusion.ts';

/** What was tried, and what is recommended, with its SQL. Empty for a comparison that did not ask for advice. */
export function renderAdvice(comparison: Comparison, c: Colors, paper: Paper): string {
  const advice = adviceOf(comparison);
  if (!advice) return '';
  const room = paper.width - 2;
  return [
    ...(advice.designs.length > 0 ? [tableOf(advice, c, paper)] : []),
    ...(advice.designs.length > 0 ? [''] : []),
    ...wrap(leftText(comparison), room).map((line) => c.dim(line)),
    '',
    ...conclusionOf(comparison, advice, c, room),
  ].join('\n');
}

function tableOf({ designs }: Advice, c: Colors, paper: Paper): string {
  const scenarios = designs[0]!.reads.map(({ scenario }) => scenario);
  const name: Column = { title: 'change', narrow: 'cut' };
  const prices = ['indexes', 'build'].map((title): Column => ({ title, align: 'right' }));
  const sides = [...scenarios, 'writes', 'WAL'].map((title): Column => ({ title }));
  const rows = designs.map((design) => [
    design.change.arm,
    ...design.reads.map((side) => readCell(side, c)),
    design.write ? sideCell(design.write, c) : '-',
    walCell(design.wal, c),
    sizeText(design.indexBytes),
    design.buildMs === null ? '-' : formatDuration(design.buildMs),
  ]);
  const table = { columns: [name, ...sides, ...prices], rows };
  if (minimumWidth(table) <= paper.width) return renderTable(table, paper);
  // A row a scenario: names of scenarios and verdicts take less room below one another.
  return renderTable(
    {
      columns: [name, { title: 'on' }, { title: 'measured' }, ...prices],
      rows: designs.flatMap((design, index) => [
        ...design.reads.map((side, place) => [
          place === 0 ? design.change.arm : '',
          side.scenario,
          readCell(side, c),
          ...(place === 0 ? rows[index]!.slice(-2) : ['', '']),
        ]),
        ...(design.write ? [['', 'writes', sideCell(design.write, c), '', '']] : []),
        ...(design.wal ? [['', 'WAL', walCell(design.wal, c), '', '']] : []),
      ]),
    },
    paper,
  );
}

function readCell(read: AdvisedRead, c: Colors): string {
  return read.hasSamePlan ? c.dim('same plan') : sideCell(read, c);
}

function sideCell({ status, judged }: AdvisedSide, c: Colors): string {
  if (status !== 'measured') return paintStatus(status, statusWords[status], c);
  return judged ? paintVerdict(judged, shortVerdictText(judged), c) : '-';
}

function walCell(wal: JudgedRatio | null, c: Colors): string {
  return wal ? paintVerdict(wal, shortAmountText(wal).replaceAll(glue, ' '), c) : '-';
}

function sizeText(bytes: number | null): string {
  if (bytes === null) return '-';
  return `${bytes < 0 ? '-' : '+'}${formatBytes(Math.abs(bytes))}`;
}

function leftText({ advice }: Comparison): string {
  const { left, isHypothetical } = advice!;
  const how = isHypothetical ? 'with HypoPG' : 'with indexes made on a copy';
  if (left.length === 0) return '';
  const reasons = new Map<string, number>();
  for (const { reason } of left) {
    const kind = reason.replace(/^\S+ (does it already)$/, 'another index $1');
    reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
  }
  const parts = [...reasons].map(([reason, count]) => `${count}: ${reason}`);
  const indexes = left.length === 1 ? '1 index' : `${left.length} indexes`;
  return `Thought of and not measured: ${indexes} (${parts.join('; ')}). The planner was asked ${how}.`;
}

function conclusionOf(
  comparison: Comparison,
  { designs, recommended }: Advice,
  c: Colors,
  room: number,
): string[] {
  if (recommended.length === 0) {
    return wrap(nothingText(designs), room).map((line) => c.bold(line));
  }
  const blocks = recommended.flatMap((design) => [
    ...wrap(sentenceOf(comparison, design, recommended), room).map((line, i) =>
      i === 0 ? line : `  ${line}`,
    ),
    '',
    ...design.change.statements.map((statement) => `    ${statement};`),
    '',
  ]);
  return [
    c.bold(recommended.length === 1 ? 'Recommended' : 'Recommended, what wins most first'),
    ...blocks.slice(0, -1),
  ];
}

function nothingText(designs: readonly AdvisedDesign[]): string {
  if (designs.length === 0) return 'Nothing to recommend: no index was found that the planner would use.';
  const reasons = designs.map(({ change, against }) => `${change.arm}: ${against}`);
  return `Nothing to recommend. ${listedBriefly(reasons, 4)}.`;
}

/** What it wins, what it costs, and how it goes with the others. */
function sentenceOf(
  comparison: Comparison,
  design: AdvisedDesign,
  recommended: readonly AdvisedDesign[],
): string {
  const { change, variant, indexBytes, buildMs, reads } = design;
  const faster = reads.filter(({ judged }) => judged?.verdict === 'faster').map(readWords);
  const others = reads
    .filter(({ judged }) => judged?.verdict === 'inconclusive')
    .map(({ scenario }) => scenario);
  const unmeasured = reads.filter(({ status, hasSamePlan }) => status !== 'measured' && !hasSamePlan);
  const wins = faster.length > 0 ? `answers ${listed(faster)}` : 'leaves reads as fast';
  const write = writeClause(comparison, variant);
  const price = [
    indexBytes === null ? '' : `indexes ${sizeText(indexBytes)}`,
    buildMs === null || change.kind === 'drop' ? '' : `built in ${formatDuration(buildMs)}`,
    others.length === 0 ? '' : `open on ${listed(others)}`,
    unmeasured.length === 0 ? '' : `not measured on ${listed(unmeasured.map(({ scenario }) => scenario))}`,
    rivalText(design, recommended),
  ].filter((text) => text !== '');
  return `${change.arm} ${[[wins, write ?? 'was not measured with writes'].join(' and '), ...price].join('; ')}.`;
}

function readWords({ scenario, judged, exceptions }: AdvisedRead): string {
  return `${scenario} ${fasterWords(judged!)}${exceptions && ` (${exceptions})`}`;
}

/** Each was measured against the base alone: two of them at once were not, unless together. */
function rivalText({ change }: AdvisedDesign, recommended: readonly AdvisedDesign[]): string {
  if (change.kind === 'drop') return '';
  const place = recommended.findIndex((other) => other.change === change);
  const before = recommended.slice(0, place).find((other) => other.change.kind !== 'drop');
  if (!before) return '';
  const whole = recommended.find(
    (other) =>
      other.change.kind === 'together' &&
      change.statements.every((sql) => other.change.statements.includes(sql)),
  );
  if (whole && whole.change !== change) return 'measured with others as together';
  return `measured without ${before.change.arm}`;
}
