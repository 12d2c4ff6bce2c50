import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { EmbeddedConnection } from '../embedded/control-connection.ts';
import { acquireEmbedded } from '../embedded/lease.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: EmbeddedConnection;
  }
}

/** One PostgreSQL server for all test files of a run, gone with its folder at the end, also after `kill -9`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'bench-test-'));
  chmodSync(home, 0o755); // root's server runs as another user
  const endOfRun = removeAtEnd(home);
  const server = await acquireEmbedded({
    home,
    command: 'tests',
    onWait: () => {},
    // Nothing that tests write has to survive.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '256MB' },
  });
  project.provide('testServer', server.connection);
  return async () => {
    await server.release();
    rmSync(home, { recursive: true, force: true });
    endOfRun();
  };
}

/** Removes the folder when we die and its servers, those of tests included, have been stopped by their supervisors. */
function removeAtEnd(home: string): () => void {
  const script = `
    read -r _
    patience=100
    while [ -n "$(find "$1" -name postmaster.pid)" ] && [ $patience -gt 0 ]; do
      sleep 0.1; patience=$((patience - 1))
    done
    # An initdb that was under way goes on for a moment.
    while ! rm -rf "$1" 2>/dev/null && [ $patience -gt 0 ]; do sleep 0.1; patience=$((patience - 1)); done`;
  const guard = spawn('/bin/sh', ['-c', script, 'bench-test', home], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  return () => guard.stdin.end();
}
