import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type TableVolume, tableVolumes } from '../database/volume.ts';
import type { EntityKind, KeyStyle } from '../population/ids.ts';
import { World } from '../population/world.ts';
import { type Footprint, footprints, type KeyWidth } from './footprint.ts';
import { forecast } from './forecast.ts';
import { createFilledDatabase } from './testing/filled-database.ts';

const howToMend = 'What rows take on disk has changed. If that is meant: npm run describe:footprint';
const source = new URL('./footprint.ts', import.meta.url);
/** Where the footprints are measured; neither is where they are tested. */
const [fewUsers, manyUsers] = [1_000, 20_000];

async function measure(users: number, keys: KeyStyle): Promise<TableVolume[]> {
  const database = await createFilledDatabase(new World({ seed: 42, users, keys }));
  try {
    return await tableVolumes(await database.connect());
  } finally {
    await database.drop();
  }
}

/** The key style that stands for all of a width. */
const styleOfWidth: Record<KeyWidth, KeyStyle> = { uuid: 'uuidv4', bigint: 'bigint' };

/** The lines of `footprint.ts` for the tables of one width. */
async function describe(width: KeyWidth): Promise<string> {
  const keys = styleOfWidth[width];
  const [few, many] = [await measure(fewUsers, keys), await measure(manyUsers, keys)];
  const line = (pick: (volume: TableVolume) => number, table: string): Footprint => {
    const [a, b] = [few, many].map((volumes) => volumes.find(({ name }) => name === table)!) as [
      TableVolume,
      TableVolume,
    ];
    const bytesPerRow = Number(((pick(b) - pick(a)) / (b.rows - a.rows)).toFixed(1));
    return { fixedBytes: Math.max(0, Math.round(pick(a) - bytesPerRow * a.rows)), bytesPerRow };
  };
  const entries = Object.keys(footprints[width]).map((table) => {
    const text = (pick: (volume: TableVolume) => number) => {
      const { fixedBytes, bytesPerRow } = line(pick, table);
      return `{ fixedBytes: ${fixedBytes}, bytesPerRow: ${bytesPerRow} }`;
    };
    return `    ${table}: {\n      heap: ${text((volume) => volume.heapBytes)},\n      index: ${text((volume) => volume.indexBytes)},\n    },\n`;
  });
  return `  ${width}: {\n${entries.join('')}  },\n`;
}

it.runIf(process.env.UPDATE_FOOTPRINT)(
  'measures the footprints',
  async () => {
    const lines = [await describe('uuid'), await describe('bigint')].join('');
    const code = readFileSync(source, 'utf8');
    writeFileSync(source, code.replace(/(TableFootprint>> = \{\n).*?(^\};\n)/ms, `$1${lines}$2`));
  },
  600_000,
);

/** `npm run proof:forecast` asks at `medium`, which takes minutes. */
const testedUsers = Number(process.env.FORECAST_USERS ?? 2_500);

it.each(Object.values(styleOfWidth))(
  'says what a loaded dataset takes: %s',
  { timeout: 900_000 },
  async (keys) => {
    const users = testedUsers;
    const actual = await measure(users, keys);
    const predicted = forecast(new World({ seed: 42, users, keys }));
    const ofTable = (name: string) => predicted.find(({ table }) => table === (name as EntityKind))!;
    expect(actual.length).toBe(predicted.length);
    const off = actual.flatMap(({ name, rows, heapBytes, indexBytes }) => {
      const said = ofTable(name);
      const isNear = (one: number, other: number, tolerance: number) =>
        Math.abs(one - other) <= tolerance * other;
      // Of a table of a few pages, where the free space map falls is a matter of luck.
      const areBytesNear = (one: number, other: number) => isNear(one, other, 0.15) || other < 256 * 1024;
      const isRight =
        isNear(said.rows, rows, 0.05) &&
        areBytesNear(said.heapBytes, heapBytes) &&
        areBytesNear(said.indexBytes, indexBytes);
      return isRight ? [] : [{ said, actual: { rows, heapBytes, indexBytes } }];
    });
    expect(off, howToMend).toEqual([]);
    const total = (sizes: readonly { heapBytes: number; indexBytes: number }[]) =>
      sizes.reduce((sum, { heapBytes, indexBytes }) => sum + heapBytes + indexBytes, 0);
    const ratio = total(predicted) / total(actual);
    if (process.env.FORECAST_USERS)
      console.log(`bytes predicted / found at ${users} users, ${keys} keys: ${ratio.toFixed(3)}`);
    expect(Math.abs(ratio - 1), howToMend).toBeLessThan(0.05);
  },
);
