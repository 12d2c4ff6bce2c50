import { closest, distance } from 'fastest-levenshtein';

/**
 * The "what next" of an unknown name: `did you mean "feed"? available: feed, post` The question only if a
 * candidate is near enough for a slip of the fingers.
 */
export function suggestion(unknown: string, candidates: readonly string[]): string {
  const nearest = candidates.length > 0 ? closest(unknown, candidates) : undefined;
  const near = nearest !== undefined && distance(unknown, nearest) <= Math.max(2, nearest.length / 3);
  const available = candidates.length > 0 ? `available: ${candidates.join(', ')}` : 'there are none';
  return near ? `did you mean "${nearest}"? ${available}` : available;
}
