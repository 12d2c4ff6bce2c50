import type { PhaseProgress } from '../load-phases.ts';

/** For those who do not want to know. */
export const silently: PhaseProgress = { begin() {}, working() {}, done() {} };
