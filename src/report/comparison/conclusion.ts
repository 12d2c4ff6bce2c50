import type { Comparison } from './comparison.ts';
import type { Contrast, ContrastStatus } from './contrast.ts';
import { exceptionWords } from './exceptions.ts';
import { headlineOf } from './headline.ts';
import { onceClause } from './once-conclusion.ts';
import type { JudgedRatio } from './ratio.ts';
import { effectWords, fasterWords, shortVerdictText, slowerWords } from './ratio-text.ts';
import { sizeClauses } from './size-difference.ts';
import { capitalized, counted, listed } from './words.ts';
import { walAside, writeClause } from './write-conclusion.ts';

/** Sentences that say what the verdicts say and no more. */

type Scenario = Comparison['scenarios'][number];

/**
 * What one contender is worth in one scenario, with its price:
 * `covering-feed answers feed 1.8 times as fast as spec and makes publish 6 % slower; indexes 12 MB larger.`
 */
export function concludeContender(comparison: Comparison, scenario: Scenario, contrast: Contrast): string {
  const [baseline] = scenario.arms;
  const read = readClause(contrast, askedOf(comparison, scenario), baseline?.name ?? 'the baseline');
  if (contrast.status !== 'measured') return `${capitalizedUnlessName(read, contrast)}.`;
  return `${withPrice(comparison, scenario, contrast, capitalizedUnlessName(read, contrast))}.`;
}

/** `feed`; `feed for cold` where only parameters of one class were drawn. */
function askedOf({ options: { stratum } }: Comparison, { scenario }: Scenario): string {
  return stratum === undefined ? scenario : `${scenario} for ${stratum}`;
}

/** Of several contenders, or several scenarios: which verdicts there were. Null for one, of which all has been said. */
export function concludeAll(comparison: Comparison): string | null {
  const all = comparison.scenarios.flatMap(({ contrasts }) => contrasts);
  if (all.length < 2) return null;
  return comparison.scenarios.length === 1
    ? overContenders(comparison, comparison.scenarios[0]!)
    : overMatrix(all, comparison.scenarios.length);
}

/** One contender over several scenarios: `Faster on feed (1.84x) and post (1.12x); equivalent on stats.` */
export function concludeOverScenarios(comparison: Comparison, arm: string): string {
  const found = comparison.scenarios.flatMap((scenario) =>
    scenario.contrasts
      .filter((contrast) => contrast.arm === arm)
      .map((contrast) => ({ scenario, contrast, outcome: outcomeOf(contrast) })),
  );
  const parts = outcomes.flatMap(({ outcome, on }) => {
    const of = found.filter((each) => each.outcome === outcome);
    if (of.length === 0) return [];
    const names = of.map(
      ({ scenario, contrast }) =>
        `${askedOf(comparison, scenario)}${inBrackets([factorOf(contrast), exceptionWords(contrast)])}`,
    );
    return [`${on} ${listed(names)}`];
  });
  const first = found.find(({ contrast }) => contrast.status === 'measured');
  if (!first) return `${arm}: ${parts.join('; ')}.`;
  return `${arm}: ${withPrice(comparison, first.scenario, first.contrast, parts.join('; '), '; it ')}.`;
}

function withPrice(
  comparison: Comparison,
  scenario: Scenario,
  contrast: Contrast,
  read: string,
  joint = isDecided(contrast) && !contrast.once ? ' and ' : '; it ',
): string {
  const [baseline] = scenario.arms;
  const arm = scenario.arms.find(({ name }) => name === contrast.arm);
  if (!arm || !baseline || arm.variant === baseline.variant) return read;
  const write = writeClause(comparison, arm.variant);
  const sizes = sizeClauses(comparison, baseline.variant, arm.variant);
  return [write === null ? read : `${read}${joint}${write}`, ...sizes].join('; ');
}

function readClause(contrast: Contrast, scenario: string, baseline: string): string {
  const { arm, status, throughput, once, proof } = contrast;
  switch (status) {
    case 'different':
      return `${arm} gives other answers to ${scenario} than ${baseline}, and was not timed`;
    case 'unproven':
      return `whether ${arm} gives the same answers to ${scenario} as ${baseline} could not be shown (${proof ? `${proof.compared} of ${counted(proof.parameters, 'answer')} compared` : 'nothing compared'}), so it was not timed`;
    case 'failed':
      return `${arm} could not be run on ${scenario}`;
    case 'not reached':
      return `${arm} was not reached on ${scenario}`;
  }
  if (once) return onceClause(once, { arm, scenario, baseline, visible: visibleWords(once.time) });
  const judged = headlineOf(contrast);
  if (!judged) return `${arm} was not timed on ${scenario}`;
  const clause = verdictClause(judged, { arm, scenario, baseline, verb: throughput ? 'runs' : 'answers' });
  return judged.verdict === 'inconclusive' ? clause : withAside(clause, contrast);
}

function withAside(clause: string, contrast: Contrast): string {
  const aside = exceptionWords(contrast);
  const wal = contrast.throughput ? walAside(contrast.throughput) : '';
  return `${clause}${wal}${aside === '' ? '' : `, ${aside}`}`;
}

interface Names {
  readonly arm: string;
  readonly scenario: string;
  readonly baseline: string;
  /** Of several queries together the throughput is compared: nobody waits for all of them. */
  readonly verb: 'answers' | 'runs';
}

function verdictClause(judged: JudgedRatio, { arm, scenario, baseline, verb }: Names): string {
  switch (judged.verdict) {
    case 'faster':
      return `${arm} ${verb} ${scenario} ${fasterWords(judged)} as ${baseline}`;
    case 'slower':
      return `${arm} ${verb} ${scenario} ${slowerWords(judged)}${judged.ratio! < 2 ? ' than' : ' as'} ${baseline}`;
    case 'equivalent':
      return `${arm} ${verb} ${scenario} as fast as ${baseline} (to within ${effectWords(judged.margin)})`;
    case 'inconclusive':
      return `whether ${arm} ${verb} ${scenario} faster or slower than ${baseline} remains open: ${visibleWords(judged)}`;
  }
}

/** The smallest effect that could have been seen. */
export function visibleWords({ visibleRatio }: JudgedRatio): string {
  return visibleRatio === undefined || visibleRatio === null
    ? 'too little was measured to see a difference of any size'
    : `a difference of ${effectWords(visibleRatio)} or more would probably have shown`;
}

function overContenders(comparison: Comparison, scenario: Scenario): string {
  const { arms, contrasts } = scenario;
  const baseline = arms[0]?.name ?? 'the baseline';
  const parts = outcomes.flatMap(({ outcome, are }) => {
    const of = contrasts.filter((contrast) => outcomeOf(contrast) === outcome).sort(byRatio);
    if (of.length === 0) return [];
    return [
      are(listed(of.map((contrast) => `${contrast.arm}${inBrackets([factorOf(contrast)])}`)), of.length > 1),
    ];
  });
  // `feed=60,post=30` is no word.
  const asked = askedOf(comparison, scenario);
  const subject = asked.includes('=') ? asked : capitalized(asked);
  return `${subject} against ${baseline}: ${parts.join('; ')}.`;
}

function overMatrix(contrasts: readonly Contrast[], scenarios: number): string {
  const parts = outcomes.flatMap(({ outcome, short }) => {
    const count = contrasts.filter((contrast) => outcomeOf(contrast) === outcome).length;
    return count === 0 ? [] : [`${count} ${short}`];
  });
  return `Of ${contrasts.length} comparisons over ${scenarios} scenarios: ${parts.join(', ')}.`;
}

type Outcome = JudgedRatio['verdict'] | Exclude<ContrastStatus, 'measured'>;

function outcomeOf(contrast: Contrast): Outcome {
  if (contrast.status !== 'measured') return contrast.status;
  return headlineOf(contrast)?.verdict ?? 'not reached';
}

interface OutcomeWords {
  readonly outcome: Outcome;
  readonly short: string;
  readonly on: string;
  readonly are: (names: string, many: boolean) => string;
}

const outcomes: readonly OutcomeWords[] = [
  outcome('faster', 'faster', 'faster on'),
  outcome('slower', 'slower', 'slower on'),
  outcome('equivalent', 'equivalent', 'equivalent on'),
  outcome('inconclusive', 'inconclusive', 'inconclusive on'),
  {
    ...outcome('different', 'with other answers', 'other answers to'),
    are: verb('gives', 'give', 'other answers'),
  },
  {
    ...outcome('unproven', 'unproven', 'answers not proven equal on'),
    are: verb('was', 'were', 'not proven equal'),
  },
  { ...outcome('failed', 'failed', 'failed on'), are: verb('could', 'could', 'not be run') },
  { ...outcome('not reached', 'not reached', 'not reached on'), are: verb('was', 'were', 'not reached') },
];

function outcome(name: Outcome, short: string, on: string): OutcomeWords {
  return { outcome: name, short, on, are: verb('is', 'are', short) };
}

function verb(one: string, many: string, rest: string): OutcomeWords['are'] {
  return (names, isMany) => `${names} ${isMany ? many : one} ${rest}`;
}

/** `1.84x`, where there is a verdict with a size. */
function factorOf(contrast: Contrast): string {
  const judged = headlineOf(contrast);
  if (contrast.status !== 'measured' || !judged || !isDirected(judged)) return '';
  return shortVerdictText(judged).replace(/ (faster|slower)$/, '');
}

/** ` (1.84x, but slower for cold)`; nothing for nothing. */
function inBrackets(asides: readonly string[]): string {
  const told = asides.filter((aside) => aside !== '');
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}

function byRatio(a: Contrast, b: Contrast): number {
  return (headlineOf(a)?.ratio ?? 1) - (headlineOf(b)?.ratio ?? 1);
}

function isDirected({ verdict }: JudgedRatio): boolean {
  return verdict === 'faster' || verdict === 'slower';
}

function isDecided(contrast: Contrast): boolean {
  const judged = headlineOf(contrast);
  return judged !== undefined && judged.verdict !== 'inconclusive';
}

/** Names of arms are written as they are, also at the beginning of a sentence. */
function capitalizedUnlessName(sentence: string, { arm }: Contrast): string {
  return sentence.startsWith(arm) ? sentence : capitalized(sentence);
}
