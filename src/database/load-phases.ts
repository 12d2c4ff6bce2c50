/** Phases of bringing back keys and indexes, in order. */
export type RestorePhase = 'index' | 'key' | 'foreign key' | 'validation';

/** What follows the fill, in order. */
export type LoadPhase = RestorePhase | 'vacuum' | 'checkpoint';

/** Told of the work of a load while it is done. A phase lasts until the next begins. */
export interface PhaseProgress {
  begin(phase: LoadPhase, steps: number): void;
  /** Several may be at work at once. */
  working(item: string): void;
  /** One of them is no more. */
  done(): void;
}
