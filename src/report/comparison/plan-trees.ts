import type { Colors } from 'picocolors/types.js';
import type { Paper } from '../table.ts';
import { columnsOf, cut } from '../text.ts';
import type { Arm } from './arm.ts';

const indent = '    ';
const between = '   ';
/** Narrower columns of a plan say too little. */
const narrowest = 38;
/** The top of a plan decides; what lies deeper is in the result file. */
const mostLines = 16;

/** Two plans beside each other, or under each other where there is no room. No lines when either was not captured. */
export function renderPlanTrees(baseline: Arm, contender: Arm, c: Colors, { width }: Paper): string[] {
  const trees = [baseline, contender].flatMap(({ name, plan }) =>
    plan ? [{ title: name, lines: shortened(plan.tree) }] : [],
  );
  const [left, right] = trees;
  if (!left || !right) return [];
  const room = width - indent.length - between.length;
  const [leftNeed, rightNeed] = [widthOf(left), widthOf(right)];
  const half = Math.floor(room / 2);
  if (leftNeed + rightNeed > room && half < narrowest)
    return trees.flatMap(({ title, lines }) => [
      `${indent}${c.bold(cut(title, width - indent.length))}`,
      ...lines.map((line) => `${indent}${cut(line, width - indent.length)}`),
    ]);
  const leftWidth = Math.min(leftNeed, Math.max(half, room - rightNeed));
  const rightWidth = room - leftWidth;
  const beside = (a: string, b: string, paint = (text: string) => text) => {
    const first = cut(a, leftWidth);
    const padding = ' '.repeat(leftWidth - columnsOf(first));
    const second = cut(b, rightWidth);
    return second === ''
      ? `${indent}${paint(first)}`
      : `${indent}${paint(first)}${padding}${between}${paint(second)}`;
  };
  const height = Math.max(left.lines.length, right.lines.length);
  return [
    beside(left.title, right.title, c.bold),
    ...Array.from({ length: height }, (_, i) => beside(left.lines[i] ?? '', right.lines[i] ?? '').trimEnd()),
  ];
}

function widthOf({ title, lines }: { title: string; lines: readonly string[] }): number {
  return Math.max(columnsOf(title), ...lines.map(columnsOf));
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines - 1), `… ${lines.length - mostLines + 1} more lines`];
}
