/** What follows the fill, in order. */
export type LoadPhase = 'index' | 'key' | 'foreign key' | 'validation' | 'vacuum' | 'checkpoint';

/** Told of the work of a load while it is done. A phase lasts until the next begins. */
export interface PhaseProgress {
  begin(phase: LoadPhase, steps: number): void;
  /** Several may be at work at once. */
  working(item: string): void;
  done(item: string): void;
}

/** For those who do not want to know. */
export const silently: PhaseProgress = { begin() {}, working() {}, done() {} };
