import { exitCodes } from '../../core/errors.ts';
import { writeResult } from '../../report/result-file.ts';
import { renderRun } from '../../report/terminal.ts';
import { type DatasetRequest, ensureDataset } from '../dataset.ts';
import { type LoadOptions, measureClosedLoad } from '../measure.ts';
import { requireWritable } from '../output-folder.ts';
import { type ProfileOptions, withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { type QueryOptions, queryNamed } from '../query-choice.ts';
import { describeRun } from '../run-result.ts';
import { accessServer } from '../server-access.ts';
import { terminalOptions } from '../terminal-options.ts';

interface RunOptions extends Omit<DatasetRequest, 'profile'>, ProfileOptions, QueryOptions, LoadOptions {
  url?: string;
  strata?: boolean;
  json?: boolean;
  output: string;
}

/** `bench run`: find the query, have the dataset, measure, write the result, show it. */
export async function run(what: string, options: RunOptions, signal: AbortSignal): Promise<void> {
  const startedAt = new Date();
  const query = queryNamed(what, options);
  const request = withProfile(options);
  requireWritable(options.output);
  const line = new ProgressLine();
  const server = await accessServer({
    url: options.url,
    command: `run ${query.scenario}`,
    onWait: (message) => line.print(message),
    signal,
  });
  try {
    const dataset = await ensureDataset(server, request, line, signal);
    const { outcome, facts } = await measureClosedLoad(query, dataset, options, line, signal);
    const result = describeRun({ startedAt, query, dataset, outcome, facts, server, options });
    const resultPath = writeResult(options.output, result);
    const text = options.json
      ? JSON.stringify(result, null, 2)
      : renderRun(result, { ...terminalOptions(), strata: options.strata === true, resultPath });
    process.stdout.write(`${text}\n`);
    if (result.status === 'interrupted') process.exitCode = exitCodes.interrupted;
    if (result.status === 'invalid') process.exitCode = exitCodes.invalid;
  } finally {
    line.clear();
    await server.release();
  }
}
