import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPartitionNames } from '../../database/partition-names.ts';
import { capturePlans } from '../../database/plan-capture.ts';
import { hasServer, startTestServer } from '../../database/testing/old-servers.ts';
import { readSample, type SampleFile, sampleFile } from './testing/sample-plans.ts';
import {
  sampleMaintenance,
  sampleNames,
  sampleServers,
  sampleSettings,
  sampleStatements,
  sampleTables,
} from './testing/sample-statements.ts';

describe.each(sampleServers.filter(hasServer))('PostgreSQL %i', (major) => {
  it('answers as it is kept', async () => {
    const sample = await takeSample(major);
    if (process.env.UPDATE_PLANS) writeFileSync(sampleFile(major), `${JSON.stringify(sample, null, 1)}\n`);
    expect(sample).toEqual(readSample(major));
  });
});

async function takeSample(major: number): Promise<SampleFile> {
  const server = await startTestServer(major, { autovacuum: 'off', bgwriter_lru_maxpages: '0' });
  const { client } = server;
  try {
    await client.query(sampleTables);
    for (const sql of sampleMaintenance) await client.query(sql);
    const plans: [string, unknown][] = [];
    for (const name of sampleNames) {
      const { sql, values, planMode, ...rest } = sampleStatements[name];
      const settings = { ...sampleSettings, ...('settings' in rest ? rest.settings : {}) };
      await client.query('RESET ALL');
      for (const [setting, value] of Object.entries(settings)) {
        await client.query('SELECT set_config($1, $2, false)', [setting, value]);
      }
      const statement = { sql, parameters: values.map((_, index) => index) };
      const [captured] = await capturePlans(client, [statement], [...values], {
        timeoutMs: 10_000,
        planMode,
      });
      expect(captured).toMatchObject({ outcome: 'done', message: null });
      plans.push([name, stable(captured!.json)]);
    }
    const { roots, counts } = await readPartitionNames(client);
    return {
      roots: Object.fromEntries(roots),
      counts: Object.fromEntries(counts),
      plans: Object.fromEntries(plans) as SampleFile['plans'],
    };
  } finally {
    await server.stop();
  }
}

/** Without what differs from one time to the next: durations, and which blocks were there already. */
function stable(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (key, value) => (/ Time$/.test(key) ? undefined : value));
}
