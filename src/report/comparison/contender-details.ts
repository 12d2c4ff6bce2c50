import type { Colors } from 'picocolors/types.js';
import { formatCount, formatDuration } from '../../core/units.ts';
import { widestText } from '../note.ts';
import { percentage } from '../percentage.ts';
import type { Paper } from '../table.ts';
import { glue, wrap } from '../text.ts';
import type { ArmOutcome } from './arm-outcome.ts';
import type { ComparedScenario, Comparison } from './comparison.ts';
import { concludeContender } from './conclusion.ts';
import type { Contrast, PairedLatency, SlicedLoad } from './contrast.ts';
import { exceptionText } from './exceptions.ts';
import { headlineOfLoad } from './headline.ts';
import { renderMismatch } from './mismatch-text.ts';
import { renderPlanTrees } from './plan-trees.ts';
import type { Proof } from './proof.ts';
import type { EstimatedRatio } from './ratio.ts';
import { amountVerdictText, estimateText } from './ratio-text.ts';
import { counted, listed } from './words.ts';

/** One contender: the conclusion, what it rests on, and the reasons in its plan. */
export function renderDetails(
  comparison: Comparison,
  scenario: ComparedScenario,
  contrast: Contrast,
  c: Colors,
  paper: Paper,
): string {
  const baseline = scenario.arms[0]!;
  const arm = scenario.arms.find(({ name }) => name === contrast.arm);
  const room = Math.min(paper.width, widestText) - 4;
  const line = (text: string, paint = (each: string) => each) =>
    wrap(text, room).map((each) => `  ${paint(each)}`);
  return [
    ...wrap(concludeContender(comparison, scenario, contrast), room + 2).map((each) => c.bold(each)),
    ...(contrast.reason
      ? line([contrast.reason.text, contrast.reason.remedy].filter(Boolean).join('; '))
      : []),
    ...(contrast.proof ? line(proofText(contrast.proof), c.dim) : []),
    ...(contrast.latency
      ? evidenceTexts(comparison, contrast.latency, {
          baseline: baseline.name,
          contender: contrast.arm,
        }).flatMap((text) => line(text, c.dim))
      : []),
    ...[exceptionText(contrast)].filter((text) => text !== '').flatMap((text) => line(text)),
    ...(contrast.throughput
      ? slicedTexts(comparison, contrast.throughput, {
          baseline: baseline.name,
          contender: contrast.arm,
        }).flatMap((text) => line(text, c.dim))
      : []),
    ...mismatchOf(contrast, baseline.name, c, paper),
    ...(arm ? planLines(contrast, baseline, arm, c, paper, line) : []),
  ].join('\n');
}

/** `Answers equal on all 60 parameters.` and what that leaves open. */
export function proofText({
  parameters,
  compared,
  timedOut,
  undecided,
  strata,
  omittedColumns,
  mismatch,
}: Proof): string {
  const equal = compared - (mismatch ? 1 : 0);
  const open = strata.filter((stratum) => stratum.compared === 0).map(({ stratum }) => stratum);
  const late = Math.max(timedOut.baseline, timedOut.contender, 0);
  return (
    [
      `Answers equal on ${equal === parameters ? 'all ' : `${formatCount(equal)} of `}${formatCount(parameters)} parameters${mismatch ? ', then different' : ''}`,
      ...(late > 0 && !mismatch
        ? [`on ${undecided > 0 ? formatCount(late) : 'the others'} ${whoTimedOut(timedOut)} timed out`]
        : []),
      ...(undecided > 0 && !mismatch
        ? [`on ${formatCount(undecided)} they differ as ties at the limit may`]
        : []),
      ...(open.length > 0 && !mismatch ? [`nothing proven for ${listed(open)}`] : []),
      ...(omittedColumns.length > 0 ? [`not compared: ${listed(omittedColumns)}`] : []),
    ].join('; ') + '.'
  );
}

function whoTimedOut({ baseline, contender }: Proof['timedOut']): string {
  if (baseline > 0 && contender > 0) return 'one or both';
  return baseline > 0 ? 'the baseline' : 'the contender';
}

interface Names {
  readonly baseline: string;
  readonly contender: string;
}

function evidenceTexts(
  { options }: Comparison,
  { median, p95, baseline, contender }: PairedLatency,
  names: Names,
): string[] {
  const last = p95 ? ` p95 ${estimateText(p95)}.` : '';
  const outcomes = [
    { name: names.baseline, outcome: baseline },
    { name: names.contender, outcome: contender },
  ];
  return [
    `From ${counted(median.blocks, 'block')}${spreadText(median)}.${last}`,
    ...endTexts(outcomes, options.statementTimeoutMs, ', their pairs are left out'),
  ];
}

function slicedTexts({ options }: Comparison, load: SlicedLoad, names: Names): string[] {
  const { p50, p95, parts, walBytes, turns = 1 } = load;
  const judged = headlineOfLoad(load);
  const isMix = parts.length > 1;
  const outcomes = parts.flatMap(({ scenario, baseline, contender }) => {
    const on = isMix ? ` on ${scenario}` : '';
    return [
      { name: `${names.baseline}${on}`, outcome: baseline },
      { name: `${names.contender}${on}`, outcome: contender },
    ];
  });
  const times = [`p50 ${estimateText(p50)}`, ...(p95 ? [`p95 ${estimateText(p95)}`] : [])];
  return [
    `From ${counted(judged.blocks, 'pair')} of slices${turns > 1 ? `, each in ${formatCount(turns)} turns` : ''}${spreadText(judged)}. Of all operations together: ${times.join(', ')}.${walBytes ? ` WAL an operation: ${amountVerdictText(walBytes)}.` : ''}`,
    ...endTexts(outcomes, options.statementTimeoutMs, ''),
  ];
}

function spreadText({ boundedBlocks, blockSd }: EstimatedRatio): string {
  const bounded = boundedBlocks > 0 ? `, ${formatCount(boundedBlocks)} of them bounds` : '';
  return blockSd === null ? bounded : `${bounded}, which vary by ${(blockSd * 100).toFixed(1)}${glue}%`;
}

/** Operations that did not succeed. */
function endTexts(
  outcomes: readonly { readonly name: string; readonly outcome: ArmOutcome }[],
  timeoutMs: number,
  consequence: string,
): string[] {
  const timeouts = outcomes.filter(({ outcome }) => outcome.counters.timedOut > 0);
  const failures = outcomes.filter(({ outcome }) => outcome.counters.failed > 0);
  return [
    ...timeouts.map(({ name, outcome }) => timeoutText(name, outcome, timeoutMs)),
    ...failures.map(({ name, outcome }) => failureText(name, outcome, consequence)),
  ];
}

function timeoutText(
  name: string,
  { counters: { timedOut, scheduled } }: ArmOutcome,
  timeoutMs: number,
): string {
  return `${name}: ${formatCount(timedOut)} of ${formatCount(scheduled)} operations (${percentage(timedOut, scheduled)}) hit the statement timeout of ${formatDuration(timeoutMs)}.`;
}

function failureText(
  name: string,
  { counters: { failed, scheduled }, errors }: ArmOutcome,
  consequence: string,
): string {
  const first = errors[0] ? `: ${errors[0].message}` : '';
  return `${name}: ${formatCount(failed)} of ${formatCount(scheduled)} operations failed${consequence}${first}.`;
}

function mismatchOf({ arm, proof }: Contrast, baseline: string, c: Colors, paper: Paper): string[] {
  return proof?.mismatch ? renderMismatch(proof.mismatch, { baseline, contender: arm }, c, paper) : [];
}

function planLines(
  contrast: Contrast,
  baseline: ComparedScenario['arms'][number],
  arm: ComparedScenario['arms'][number],
  c: Colors,
  paper: Paper,
  line: (text: string) => string[],
): string[] {
  if (contrast.status !== 'measured' || !baseline.plan || !arm.plan) return [];
  if (baseline.plan.fingerprint === arm.plan.fingerprint) return line('Its plan is the same.');
  return [
    ...contrast.planDifference.flatMap((sentence) => line(`- ${sentence}`)),
    ...renderPlanTrees(baseline, arm, c, paper),
  ];
}
