import { expect, it } from 'vitest';
import { alone } from './build-step.ts';
import { withConnection } from './connect.ts';
import { createTestDatabase } from './testing/database.ts';

it('is done by one loader at a time: the other is told that it waits, and goes on afterwards', async () => {
  const database = await createTestDatabase();
  const connected = <T>(work: Parameters<typeof withConnection<T>>[2]) =>
    withConnection(database.config, 'test', work);
  const told: string[] = [];
  try {
    await connected((one) =>
      connected(async (other) => {
        let second: Promise<unknown> = Promise.resolve();
        await alone(one, 'finish', async () => {
          await new Promise<void>((waits) => {
            const onWait = () => {
              told.push('waits');
              waits();
            };
            second = alone(other, 'finish', async () => told.push('second'), onWait);
          });
          told.push('first');
        });
        await second;
        await alone(
          one,
          'finish',
          async () => told.push('again'),
          () => told.push('never'),
        );
      }),
    );
  } finally {
    await database.drop();
  }
  expect(told).toEqual(['waits', 'first', 'second', 'again']);
});
