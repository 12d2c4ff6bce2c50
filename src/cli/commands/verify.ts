import { availableParallelism } from 'node:os';
import { exitCodes, usageError } from '../../core/errors.ts';
import { ChunkPool } from '../../generator/chunk-pool.ts';
import { holds, renderInvariants } from '../../report/invariants.ts';
import { isEqual, renderVerification, type Verification } from '../../report/verification.ts';
import { worldOf } from '../dataset.ts';
import { type ExistingRequest, existingDataset, named, requireEmbeddedData } from '../existing-dataset.ts';
import { type ProfileOptions, withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { accessServer, type DatabaseAccess } from '../server-access.ts';
import { terminalOptions } from '../terminal-options.ts';
import { verifyInvariants } from '../verify/invariant-check.ts';
import { verifyDatabase } from '../verify/verification.ts';

interface VerifyOptions extends ExistingRequest {
  sample?: boolean;
  invariants?: boolean;
}

/**
 * `bench verify`: compares the rows, keys and indexes of a dataset with what its seed and schema make; with
 * --invariants looks whether one that was written to still holds together.
 */
export async function verify(
  given: Omit<VerifyOptions, 'profile' | 'profileFile'> & ProfileOptions,
  signal: AbortSignal,
): Promise<void> {
  if (given.sample && given.invariants) {
    throw usageError(
      '--sample does not go with --invariants',
      '--sample compares some rows with what the seed makes; --invariants looks at all rows, and needs no seed',
    );
  }
  const options = { ...withProfile(given), profileFile: given.profile };
  await requireEmbeddedData(options);
  const line = new ProgressLine();
  const server = await accessServer({
    url: options.url,
    command: 'verify',
    onWait: (message) => line.print(message),
    signal,
  });
  try {
    const dataset = await existingDataset(server, options);
    const { text, isGood } = options.invariants
      ? await judge(dataset, options, line, signal)
      : await collate(dataset, options, line, signal);
    process.stdout.write(`${text}\n`);
    if (!isGood) process.exitCode = exitCodes.environment;
  } finally {
    line.clear();
    await server.release();
  }
}

interface Verdict {
  text: string;
  isGood: boolean;
}

type Check = (
  database: DatabaseAccess,
  options: VerifyOptions,
  line: ProgressLine,
  signal: AbortSignal,
) => Promise<Verdict>;

/** Against its seed. */
const collate: Check = async (...inputs) => {
  const verification = await compare(...inputs);
  return { text: renderVerification(verification, terminalOptions()), isGood: isEqual(verification) };
};

/** Against what must hold whatever was written. */
const judge: Check = async (database, options, line, signal) => {
  const report = await verifyInvariants(database, {
    dataset: named(options),
    connections: connectionCount(),
    line,
    signal,
  });
  return { text: renderInvariants(report, terminalOptions()), isGood: holds(report) };
};

function connectionCount(): number {
  return Math.min(8, availableParallelism());
}

async function compare(
  database: DatabaseAccess,
  options: VerifyOptions,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Verification> {
  const world = worldOf(options);
  const threads = connectionCount();
  const source = new ChunkPool(world.options, threads);
  const close = () => source.close();
  signal.addEventListener('abort', close);
  try {
    return await verifyDatabase(database, {
      world,
      dataset: named(options),
      mode: options.sample ? 'sample' : 'full',
      source,
      threads,
      connections: threads,
      line,
      signal,
    });
  } finally {
    signal.removeEventListener('abort', close);
    await source.close();
  }
}
