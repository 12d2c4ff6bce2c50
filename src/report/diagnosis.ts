import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import type { Paper } from './table.ts';
import { columnsOf, harmless, wrap } from './text.ts';

export type Level = 'ok' | 'warning' | 'wrong';

/** What a check of `bench doctor` found. */
export interface Finding {
  readonly level: Level;
  /** What was looked at: `free disk space`. */
  readonly title: string;
  readonly text: string;
  /** What to do about it; not for what is in order. */
  readonly mend?: string | undefined;
}

/** Findings that belong together, under their heading. */
export function renderFindings(heading: string, findings: readonly Finding[], paper: Paper): string {
  const c = picocolors.createColors(paper.color);
  const titleWidth = Math.max(...findings.map(({ title }) => columnsOf(title)));
  const lines = findings.flatMap((finding) => renderFinding(finding, titleWidth, paper.width, c));
  return [c.bold(heading), ...lines].join('\n');
}

/** The last line: how much there is to mend. */
export function renderVerdict(findings: readonly Finding[], { color }: Paper): string {
  const c = picocolors.createColors(color);
  const [wrong, warnings] = (['wrong', 'warning'] as const).map(
    (wanted) => findings.filter(({ level }) => level === wanted).length,
  ) as [number, number];
  const warned = `${warnings} warning${warnings === 1 ? '' : 's'}`;
  if (wrong > 0) {
    const things = wrong === 1 ? '1 thing is wrong' : `${wrong} things are wrong`;
    return c.red(warnings > 0 ? `${things}, ${warned}` : things);
  }
  return warnings > 0 ? c.yellow(`nothing is wrong, ${warned}`) : c.green('all is well');
}

const levelWidth = 'warning'.length;
/** Longer lines are hard to read, however wide the terminal. */
const widest = 120;

function renderFinding(
  { level, title, text, mend }: Finding,
  titleWidth: number,
  width: number,
  c: Colors,
): string[] {
  const colors = { ok: c.green, warning: c.yellow, wrong: c.red };
  const margin = 2 + levelWidth + 2 + titleWidth + 2;
  const room = Math.max(24, Math.min(width, widest) - margin);
  const label = `  ${colors[level](level.padEnd(levelWidth))}  ${title}${' '.repeat(titleWidth - columnsOf(title))}  `;
  const space = ' '.repeat(margin);
  return [
    ...wrap(harmless(text), room).map((line, i) => `${i === 0 ? label : space}${line}`),
    ...(mend === undefined ? [] : wrap(harmless(mend), room - 2)).map(
      (line, i) => `${space}${i === 0 ? `${c.cyan('→')} ` : '  '}${line}`,
    ),
  ];
}
