/** The two sides of a comparison, wherever they stand in a pair: the baseline first. */
export type ByArm<T> = readonly [baseline: T, contender: T];

/** Index into {@link ByArm}. */
export type Arm = 0 | 1;

export const baseline: Arm = 0;
export const contender: Arm = 1;

export function otherArm(arm: Arm): Arm {
  return arm === baseline ? contender : baseline;
}
