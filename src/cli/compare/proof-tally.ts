/** What came of the parameters of one stratum. */
export interface StratumProof {
  readonly stratum: string;
  /** Parameter sets that were tried. */
  readonly parameters: number;
  /** Those whose answers were compared; with 0 nothing is proven for it. */
  readonly compared: number;
  /** Those that could not be: an arm ran into the statement timeout, or both did. */
  readonly timedOut: { readonly baseline: number; readonly contender: number };
  /** Those whose answers neither are equal nor differ for certain. */
  readonly undecided: number;
}

/** So many timeouts end a stratum where nothing could be compared, and where something was. */
const mostTimeouts = { ofAll: 3, ofSome: 6 };

/** Counts what came of each parameter set, by stratum: parameters = compared + undecided + timed out on either arm. */
export class ProofTally {
  readonly #strata: readonly Counts[];

  constructor(strata: readonly string[]) {
    this.#strata = strata.map((stratum) => ({
      stratum,
      parameters: 0,
      compared: 0,
      timedOut: { baseline: 0, contender: 0 },
      undecided: 0,
      late: 0,
    }));
  }

  compared(stratum: string): void {
    const counts = this.#counts(stratum);
    counts.parameters++;
    counts.compared++;
  }

  undecided(stratum: string): void {
    const counts = this.#counts(stratum);
    counts.parameters++;
    counts.undecided++;
  }

  timedOut(stratum: string, arms: { baseline: boolean; contender: boolean }): void {
    const counts = this.#counts(stratum);
    counts.parameters++;
    counts.late++;
    if (arms.baseline) counts.timedOut.baseline++;
    if (arms.contender) counts.timedOut.contender++;
  }

  /** Whether to try more of a stratum costs timeouts and is not likely to show anything. */
  isGivenUp(stratum: string): boolean {
    const { compared, late } = this.#counts(stratum);
    return late >= (compared === 0 ? mostTimeouts.ofAll : mostTimeouts.ofSome);
  }

  get strata(): StratumProof[] {
    return this.#strata.map(({ late, ...stratum }) => ({ ...stratum, timedOut: { ...stratum.timedOut } }));
  }

  #counts(stratum: string): Counts {
    return this.#strata.find((counts) => counts.stratum === stratum)!;
  }
}

interface Counts {
  readonly stratum: string;
  parameters: number;
  compared: number;
  readonly timedOut: { baseline: number; contender: number };
  undecided: number;
  /** Parameter sets on which any arm timed out. */
  late: number;
}
