import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { type Note, renderNotes } from '../note.ts';
import type { Paper } from '../table.ts';
import { wrap } from '../text.ts';
import { renderAdvice } from './advice-view.ts';
import type { ComparedScenario, Comparison } from './comparison.ts';
import { concludeAll, concludeContender, concludeOverScenarios } from './conclusion.ts';
import { renderDetails } from './contender-details.ts';
import { isInStrata, renderContenders } from './contender-table.ts';
import { harmlessComparison } from './harmless-comparison.ts';
import { renderComparisonHeader } from './header.ts';
import { indexNotes, refreshNotes } from './index-notes.ts';
import { contenderNames, renderMatrix } from './matrix.ts';
import { isOnce, renderOnce } from './once-table.ts';
import { openNotes } from './open-notes.ts';
import { renderVariants } from './variant-table.ts';
import { renderWrites } from './write-table.ts';

export interface ComparisonViewOptions extends Paper {
  /** Plans and evidence of each contender. When left out: if there are no more than three contenders in all. */
  readonly details?: boolean | undefined;
  /** Each class of parameters apart, below its contender. */
  readonly strata?: boolean | undefined;
  /** The result file, named in the last line; none was written when undefined. */
  readonly resultPath?: string | undefined;
}

const mostDetailed = 3;

/** A comparison as a person reads it: header, tables, reasons, what it costs, conclusion. Ends without a newline. */
export function renderComparison(unsafe: Comparison, options: ComparisonViewOptions): string {
  const comparison = harmlessComparison(unsafe);
  const { color, width, resultPath } = options;
  const c = picocolors.createColors(color);
  const count = comparison.scenarios.reduce((sum, { contrasts }) => sum + contrasts.length, 0);
  const isDetailed = options.details ?? (count <= mostDetailed && !comparison.advice);
  const evidence = [
    comparison.scenarios.length > 1 ? renderMatrix(comparison, c, options) : '',
    ...comparison.scenarios.flatMap((scenario) =>
      scenarioSections(comparison, scenario, isDetailed, c, options),
    ),
    comparison.writes ? renderWrites(comparison.writes, c, options) : '',
    renderVariants(comparison, c, options),
    renderNotes(notesOf(comparison, isDetailed, options.strata === true), c, width).join('\n'),
    renderConclusions(comparison, isDetailed, c, width),
  ];
  // Of many changes that were tried the advice is what was asked for.
  const isBrief = comparison.advice !== undefined && !isDetailed;
  const sections = [
    renderComparisonHeader(comparison, c, width).join('\n'),
    ...(isBrief ? [] : evidence),
    renderAdvice(comparison, c, options),
    isBrief ? renderNotes([detailsNote(comparison)], c, width).join('\n') : '',
    resultPath === undefined ? '' : `${c.dim('Result')}  ${resultPath}`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function scenarioSections(
  comparison: Comparison,
  scenario: ComparedScenario,
  isDetailed: boolean,
  c: Colors,
  paper: ComparisonViewOptions,
): string[] {
  const isOne = comparison.scenarios.length === 1;
  const table = isOnce(scenario) ? renderOnce(scenario, c, paper) : renderContenders(scenario, c, paper);
  const spoiled = scenario.contrasts.filter((contrast) => isDetailed || contrast.proof?.mismatch);
  return [
    isOne ? table : `${c.bold(scenario.scenario)}\n${table}`,
    ...spoiled.map((contrast) => renderDetails(comparison, scenario, contrast, c, paper)),
  ];
}

/** What has been said of each contender with its details is not said again. */
function renderConclusions(comparison: Comparison, isDetailed: boolean, c: Colors, width: number): string {
  const sentences = isDetailed ? [] : contenderSentences(comparison);
  const overall = concludeAll(comparison);
  return [...sentences, ...(overall === null ? [] : [overall])]
    .flatMap((sentence, i) => {
      const isOverall = i === sentences.length;
      return wrap(sentence, width - 2).map((line, at) =>
        isOverall ? c.bold(line) : `${at === 0 ? '' : '  '}${line}`,
      );
    })
    .join('\n');
}

function contenderSentences(comparison: Comparison): string[] {
  const [only, ...others] = comparison.scenarios;
  if (only && others.length === 0)
    return only.contrasts.map((contrast) => concludeContender(comparison, only, contrast));
  return contenderNames(comparison).map((arm) => concludeOverScenarios(comparison, arm));
}

function notesOf(comparison: Comparison, isDetailed: boolean, hasStrata: boolean): Note[] {
  const left = comparison.scenarios.flatMap(({ scenario, left }) =>
    left.map(
      ({ name, reason }): Note => ({
        text: `${scenario}: ${name} was left out, it ${reason}.`,
        level: 'aside',
      }),
    ),
  );
  return [
    ...comparison.warnings.map(({ text, remedy }) => ({ text, ...(remedy === null ? {} : { remedy }) })),
    ...openNotes(comparison),
    ...refreshNotes(comparison),
    ...(hasStrata && comparison.scenarios.some(isInStrata) ? [strataNote(comparison)] : []),
    ...left,
    // What is run once on copies tells nothing of what indexes are for.
    ...(comparison.scenarios.every(isOnce) ? [] : indexNotes(comparison)),
    ...(isDetailed ? [] : [detailsNote(comparison)]),
  ];
}

function strataNote({ scenarios }: Comparison): Note {
  const strata = scenarios.flatMap(({ contrasts }) =>
    contrasts.flatMap(({ latency }) => latency?.strata ?? []),
  );
  const open = strata.find(({ median: { interval } }) => interval.low === null && interval.high === null);
  return {
    text: 'Classes of parameters have estimates, not verdicts; their intervals hold all together.',
    ...(open && {
      remedy: `Where few operations leave one open, measure that alone: --stratum ${open.stratum}`,
    }),
    level: 'aside',
  };
}

function detailsNote({ id }: Comparison): Note {
  return { text: `Plans and evidence of each: bench report ${id} --details`, level: 'aside' };
}
