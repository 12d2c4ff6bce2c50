import { databaseFailure } from '../../database/failure.ts';
import { writeResult } from '../../report/result-file.ts';
import type { CompareOptions } from '../compare/compare-options.ts';
import { CompareProgress } from '../compare/compare-progress.ts';
import { measureComparison } from '../compare/comparison-measurement.ts';
import { exitCodeOf, renderOutput } from '../compare/comparison-output.ts';
import { Designs } from '../compare/designs.ts';
import { questionOf } from '../compare/question.ts';
import { WritableDesigns } from '../compare/writable-designs.ts';
import { requireWritable } from '../output-folder.ts';
import { withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';

/** `bench compare`: make the variants, prove the answers equal, measure the difference, find the reasons, show them. */
export async function compare(what: string, options: CompareOptions, signal: AbortSignal): Promise<void> {
  const startedAt = new Date();
  const question = questionOf(what, options);
  const request = withProfile(options);
  requireWritable(options.output);
  const line = new ProgressLine();
  const designs = await Designs.ready(
    question.plans.flatMap(({ arms }) => arms),
    {
      url: options.url,
      servers: question.servers,
      request,
      command: `compare ${question.name}`,
      line,
      signal,
    },
  );
  try {
    const progress = new CompareProgress(line);
    const context = { designs, writable: new WritableDesigns(designs), options, progress, signal };
    const comparison = await measureComparison(startedAt, question, context);
    const resultPath = writeResult(options.output, comparison);
    process.stdout.write(`${renderOutput(comparison, options, resultPath)}\n`);
    process.exitCode = exitCodeOf[comparison.status];
  } catch (error) {
    throw databaseFailure(error, `compare ${question.name}`, () => designs.lastWords());
  } finally {
    line.clear();
    await designs.release();
  }
}
