/** The only place where quantities become text. Inside the harness times are integer nanoseconds. */

export const nsPerMs = 1e6;
export const nsPerSecond = 1e9;

const scales: ReadonlyArray<readonly [number, string]> = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
];

/** Three significant digits: `734 ns`, `1.24 ms`, `48.0 s`. */
export function formatNs(ns: number): string {
  const [unit, name] = scales.find(([size]) => Math.abs(ns) >= size) ?? [1, 'ns'];
  return `${formatSignificant(ns / unit)} ${name}`;
}

/** Three significant digits without exponent: 0.123, 1.23, 12.3, 123, 1,234. */
export function formatSignificant(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 99.95 || value === 0) return formatCount(value);
  return value.toFixed(magnitude >= 9.995 ? 1 : magnitude >= 0.9995 ? 2 : 3);
}

/** Thousands separated by commas: `12,345,678`. Independent of the machine's locale. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Binary units as PostgreSQL prints them: `812 bytes`, `64 kB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (Math.abs(bytes) >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return unit === 0
    ? `${bytes} bytes`
    : `${bytes < 9.95 ? bytes.toFixed(1) : formatCount(bytes)} ${units[unit]}`;
}

/** For people waiting: `20 ms`, `0.8 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 95) return `${Math.max(1, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

const durationUnitsMs: Record<string, number> = { ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 3.6e6 };

/** Parses `500ms`, `10s`, `2m`, `1.5h`; a bare number means seconds. Undefined when it is none of these. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?$/.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) * durationUnitsMs[match[2] ?? 's']!;
}
