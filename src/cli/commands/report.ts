import { renderComparison } from '../../report/comparison/view.ts';
import { readResultFile } from '../../report/result-file.ts';
import { isComparison } from '../../report/result-file-kind.ts';
import { renderRun } from '../../report/terminal.ts';
import { terminalOptions } from '../terminal-options.ts';

interface ReportOptions {
  strata?: boolean;
  details?: boolean;
  json?: boolean;
  output: string;
}

/** Shows a result file, of a run or of a comparison, as the command that wrote it did. */
export function report(run: string, options: ReportOptions): void {
  const result = readResultFile(run, options.output);
  process.stdout.write(`${render(result, options)}\n`);
}

function render(result: ReturnType<typeof readResultFile>, { json, strata, details }: ReportOptions): string {
  if (json) return JSON.stringify(result, null, 2);
  if (isComparison(result))
    return renderComparison(result, { ...terminalOptions(), details, strata: strata === true });
  return renderRun(result, { ...terminalOptions(), strata: strata === true });
}
