import { environmentError } from '../../core/errors.ts';
import { describeEmbedded } from './description.ts';
import { type AcquireOptions, obtainServer } from './lease.ts';
import { findPostmaster, stopPostmaster } from './postmaster.ts';

/**
 * Starts a server that stays until {@link stopPersistent}, for `bench server start`. One that already does is
 * left alone, even while a command uses it; a command's own server is waited for. False when it ran before.
 */
export async function startPersistent(options: AcquireOptions): Promise<boolean> {
  const { server } = await describeEmbedded(options.home);
  if (server?.lifetime === 'persistent') return false;
  const { client, started } = await obtainServer(options, 'persistent');
  await client.end();
  return started !== undefined;
}

/** Stops the server, for `bench server stop`. False when none runs. Refuses while a command uses it. */
export async function stopPersistent(home: string): Promise<boolean> {
  const { server, dataFolder } = await describeEmbedded(home);
  if (server?.usedBy) {
    throw environmentError(
      `cannot stop the embedded server while ${server.usedBy} uses it`,
      'wait for that command to finish, or end it',
    );
  }
  const postmaster = findPostmaster(dataFolder);
  if (postmaster) await stopPostmaster(postmaster);
  return postmaster !== undefined;
}
