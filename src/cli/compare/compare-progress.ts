import type { LogRatio } from '../../analysis/compare/censored-ratio.ts';
import { stoppingRule } from '../../analysis/compare/stopping-rule.ts';
import { median } from '../../core/statistics.ts';
import type { JudgedRatio } from '../../report/comparison/ratio.ts';
import { verdictText } from '../../report/comparison/ratio-text.ts';
import type { ProgressLine } from '../progress-line.ts';

/** What is under way, on stderr. */
export class CompareProgress {
  readonly #line: ProgressLine;
  #subject = '';

  constructor(line: ProgressLine) {
    this.#line = line;
  }

  /** What the following is about: a scenario, or the writes. */
  begin(subject: string): void {
    this.#subject = subject;
  }

  proof(done: number, of: number): void {
    this.#show(`comparing answers, ${done} of ${of}`);
  }

  step(what: string): void {
    this.#show(what);
  }

  contrast(baseline: string, contender: string): ContrastProgress {
    const blocks: number[] = [];
    return {
      add: ({ low, high }) => {
        blocks.push(Number.isFinite(low) ? low : high);
        const ratio = Math.exp(median(blocks)).toFixed(2);
        const last = stoppingRule.looks.find((look) => look >= blocks.length) ?? stoppingRule.looks.at(-1);
        this.#show(
          `${contender} against ${baseline}, block ${blocks.length} of ${last}, ${ratio} times as long`,
        );
      },
      end: (judged) => {
        this.#line.print(`${this.#subject.padEnd(12)} ${contender}: ${verdictText(judged)}`);
      },
    };
  }

  #show(text: string): void {
    this.#line.update((width) => `${this.#subject.padEnd(12)} ${text}`.slice(0, width));
  }
}

export interface ContrastProgress {
  add(block: LogRatio): void;
  end(judged: JudgedRatio): void;
}
