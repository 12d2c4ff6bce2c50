import type { CompareOptions } from '../compare/compare-options.ts';

/** As the command line declares them: what `bench compare` takes, of one design and one query a scenario. */
export interface AdviseOptions extends Omit<CompareOptions, 'variants' | 'queries' | 'servers'> {
  /** The design to advise on. */
  variant: string;
  /** Of each scenario; without it, the one that the variant is meant for. */
  query?: string;
  /** The most that are measured. */
  candidates: number;
}
