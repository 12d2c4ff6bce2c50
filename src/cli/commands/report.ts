import { readResult } from '../../report/result-file.ts';
import { renderRun } from '../../report/terminal.ts';
import { terminalOptions } from '../terminal-options.ts';

interface ReportOptions {
  strata?: boolean;
  json?: boolean;
  output: string;
}

/** Shows a result file as the run that wrote it did. */
export function report(run: string, options: ReportOptions): void {
  const result = readResult(run, options.output);
  const text = options.json
    ? JSON.stringify(result, null, 2)
    : renderRun(result, { ...terminalOptions(), strata: options.strata === true });
  process.stdout.write(`${text}\n`);
}
