const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * A block a value, of a height by its logarithm between the smallest and the largest; `·` where there is none. All in
 * the middle when they are equal.
 */
export function sparkline(values: readonly (number | null)[]): string {
  const logs = values.map((value) => (value === null ? null : Math.log(Math.max(1, value))));
  const known = logs.filter((log) => log !== null);
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  return logs
    .map((log) => {
      if (log === null) return '·';
      const height = range > 0 ? (log - low) / range : 0.5;
      return blocks[Math.min(blocks.length - 1, Math.floor(height * blocks.length))]!;
    })
    .join('');
}
