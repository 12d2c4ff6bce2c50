import { formatSignificant } from '../../core/units.ts';
import { formatLatency } from '../latency-text.ts';
import { glue } from '../text.ts';
import type { ComparedScenario, Comparison } from './comparison.ts';
import { concludeAll, concludeContender } from './conclusion.ts';
import { statusWords } from './contender-table.ts';
import type { Contrast } from './contrast.ts';
import { harmlessComparison } from './harmless-comparison.ts';
import { headlineOf } from './headline.ts';
import { verdictText } from './ratio-text.ts';
import { timesOf } from './times.ts';

/** A comparison for a pull request: the conclusions, and a table for each question. Ends without a newline. */
export function renderComparisonMarkdown(unsafe: Comparison): string {
  const comparison = harmlessComparison(unsafe);
  const overall = concludeAll(comparison);
  return [
    `### bench compare ${escaped(comparison.name)}`,
    ...(comparison.status === 'complete' ? [] : [`**${comparison.status}**: ${reasonsOf(comparison)}`]),
    ...(overall === null ? [] : [escaped(overall)]),
    ...comparison.scenarios.flatMap((scenario) => [
      ...(comparison.scenarios.length > 1 ? [`#### ${escaped(scenario.scenario)}`] : []),
      tableOf(scenario),
      scenario.contrasts
        .map((contrast) => `- ${escaped(concludeContender(comparison, scenario, contrast))}`)
        .join('\n'),
    ]),
  ]
    .join('\n\n')
    .replaceAll(glue, ' ');
}

function reasonsOf({ reasons }: Comparison): string {
  return reasons.map(({ text }) => escaped(text)).join('; ');
}

function tableOf({ arms, contrasts }: ComparedScenario): string {
  const head = ['arm', `against ${arms[0]?.name ?? ''}`, 'p50', 'p95', 'buffers', 'rows', 'temp'];
  const rows = arms.map(({ name, work }) => {
    const contrast = contrasts.find(({ arm }) => arm === name);
    const figures = work ? [work.sharedBlocks, work.rowsExamined, work.tempBlocks] : [];
    return [
      name,
      contrast ? verdictOf(contrast) : 'the baseline',
      timesText(contrast, 'p50'),
      timesText(contrast, 'p95'),
      ...['', '', ''].map((_, i) => (figures[i] === undefined ? '' : formatSignificant(figures[i]))),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), '| --- | --- | ---: | ---: | ---: | ---: | ---: |', ...rows.map(line)].join('\n');
}

function verdictOf(contrast: Contrast): string {
  if (contrast.status !== 'measured') return statusWords[contrast.status];
  const judged = headlineOf(contrast);
  return judged ? verdictText(judged) : 'not timed';
}

/** The baseline's, as measured with this contender, and its own. */
function timesText(contrast: Contrast | undefined, name: 'p50' | 'p95'): string {
  const times = contrast && timesOf(contrast);
  if (!times) return '';
  const { baseline, contender } = times;
  return [baseline, contender].map(({ latency }) => formatLatency(latency.percentiles[name])).join(' → ');
}

/** Nothing of it is read as Markdown or HTML. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|#&~]/g, (character) =>
    character === '<' || character === '>' || character === '&'
      ? `&#${character.charCodeAt(0)};`
      : `\\${character}`,
  );
}
