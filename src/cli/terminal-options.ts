/** How wide and how colourful stdout is. NO_COLOR and FORCE_COLOR are honoured (no-color.org). */
export function terminalOptions(): { color: boolean; width: number } {
  const { stdout } = process;
  const forced = process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0';
  const color = forced || (stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb');
  return { color, width: stdout.isTTY ? Math.max(40, stdout.columns ?? 80) : 120 };
}
