import { exitCodes } from '../../core/errors.ts';
import type { Comparison } from '../../report/comparison/comparison.ts';
import { renderComparison } from '../../report/comparison/view.ts';
import { terminalOptions } from '../terminal-options.ts';
import type { CompareOptions } from './compare-options.ts';

export const exitCodeOf: Record<Comparison['status'], number> = {
  complete: exitCodes.done,
  interrupted: exitCodes.interrupted,
  invalid: exitCodes.invalid,
};

/** A comparison as stdout gets it: the page, or the result file. */
export function renderOutput(
  comparison: Comparison,
  { json, details, strata }: CompareOptions,
  resultPath: string,
): string {
  if (json) return JSON.stringify(comparison, null, 2);
  return renderComparison(comparison, {
    ...terminalOptions(),
    ...(details && { details }),
    strata: strata === true,
    resultPath,
  });
}
