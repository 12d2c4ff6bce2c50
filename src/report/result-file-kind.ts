import { Comparison } from './comparison/comparison.ts';
import { Result } from './result.ts';

export function isComparison(result: Result | Comparison): result is Comparison {
  return 'kind' in result && result.kind === 'comparison';
}

/** The declaration that a file's content must fit: a run's result has no `kind`. Undefined for a kind that is not known. */
export function schemaOf(value: unknown): typeof Result | typeof Comparison | undefined {
  const { kind } = (value ?? {}) as { kind?: unknown };
  if (kind === undefined) return Result;
  return kind === 'comparison' ? Comparison : undefined;
}
