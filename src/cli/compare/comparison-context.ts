import type { CompareOptions } from './compare-options.ts';
import type { CompareProgress } from './compare-progress.ts';
import type { Designs } from './designs.ts';
import type { WritableDesigns } from './writable-designs.ts';

/** What each step of a comparison works with. */
export interface ComparisonContext {
  readonly designs: Designs;
  readonly writable: WritableDesigns;
  readonly options: CompareOptions;
  readonly progress: CompareProgress;
  readonly signal: AbortSignal;
}
