import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectionTo, isRecovering } from './control-connection.ts';

/** PostgreSQL's ErrorResponse: severity, code and message. */
function refusal(message: string, code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** What `isRecovering` says of a server that treats one connection after another in these ways, the last for ever. */
async function saidOf(...ways: ((socket: Socket) => void)[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  const connection = connectionTo(folder);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => (ways.length > 1 ? ways.shift()! : ways[0]!)(socket));
  });
  await once(server.listen(join(folder, `.s.PGSQL.${connection.port}`)), 'listening');
  try {
    return await isRecovering(connection);
  } finally {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
}

const cutOff = (socket: Socket) => socket.destroy();
const refuse =
  (message: string, code = '57P03') =>
  (socket: Socket) =>
    socket.end(refusal(message, code));

it('asks a server that cuts it off until that says why', async () => {
  const recovers = refuse('the database system is in recovery mode');
  expect(await saidOf(recovers)).toBe(true);
  expect(await saidOf(cutOff, cutOff, cutOff, recovers)).toBe(true);
  expect(
    await saidOf(refuse('terminating connection because of crash of another server process', '57P02')),
  ).toBe(true);
  expect(await saidOf(cutOff, refuse('the database system is shutting down'))).toBe(false);
});
