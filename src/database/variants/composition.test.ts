import { relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { composeVariants, serverSettingsOf, settingsOf, specification } from './composition.ts';
import { readVariants, type VariantDescription } from './description.ts';
import { VariantFolder } from './testing/variant-folder.ts';

let folder: VariantFolder;
let own: VariantFolder;
let variants: VariantDescription[];

beforeAll(() => {
  const sql = { 'a.sql': 'SELECT 1' };
  folder = new VariantFolder();
  own = new VariantFolder();
  folder.add('composite', sql, { slot: 'indexes' });
  folder.add('performance', sql, { slot: 'indexes' });
  folder.add('covering', sql);
  folder.add('allergic', sql, { conflicts: ['covering'] });
  folder.add('counters', sql, { kind: 'denormalization', settings: { work_mem: '1MB' } });
  folder.add('by-month', { 'tables/07_posts.sql': 'a' }, { kind: 'partitioning', partitions: 12 });
  folder.add('by-hash', { 'tables/07_posts.sql': 'b' }, { kind: 'partitioning' });
  folder.add('messages', { 'tables/16_messages.sql': 'b' }, { kind: 'partitioning', partitions: 6 });
  folder.add('uuidv7', {}, { kind: 'keys', keys: 'uuidv7' });
  folder.add('bigint', {}, { kind: 'keys', keys: 'bigint' });
  folder.add('jit', {}, { kind: 'settings', settings: { jit: 'on', work_mem: '1MB' } });
  folder.add('memory', {}, { kind: 'settings', settings: { work_mem: '2MB' } });
  folder.add('buffers', {}, { kind: 'settings', serverSettings: { shared_buffers: '1GB' } });
  variants = readVariants(folder.path);
  own.add('my-variant', sql);
  own.add('wrong', sql, { conflicts: ['nobody'] });
});

afterAll(() => {
  folder.remove();
  own.remove();
});

const compose = (text: string) => composeVariants(text, variants);

it('knows the specification', () => {
  expect(compose('spec')).toBe(specification);
  expect(specification).toEqual({ name: 'spec', parts: [] });
});

it.each([
  ['covering+composite', 'composite+covering'],
  ['jit+covering+counters+by-hash+uuidv7', 'uuidv7+by-hash+counters+covering+jit'],
  ['by-month@24+covering', 'by-month@24+covering'],
  ['by-month@12', 'by-month'],
])('composes %s as %s', (text, name) => {
  const composed = compose(text);
  expect(composed.name).toBe(name);
  expect(composed.parts.map((part) => part.name).join('+')).toBe(name);
  expect(compose(name)).toEqual(composed);
});

it('has one name for all orders', () => {
  const names = ['uuidv7', 'by-hash', 'counters', 'composite', 'covering', 'jit', 'buffers'];
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: 1 }), (some) => {
      const ordered = names.filter((name) => some.includes(name));
      const { name, parts } = compose(some.join('+'));
      expect(new Set(name.split('+'))).toEqual(new Set(ordered));
      expect(compose([...some].reverse().join('+'))).toEqual({ name, parts });
    }),
  );
});

it('puts settings together', () => {
  const composed = compose('jit+counters+buffers');
  expect(settingsOf(composed)).toEqual({ jit: 'on', work_mem: '1MB' });
  expect(serverSettingsOf(composed)).toEqual({ shared_buffers: '1GB' });
});

it('takes the number of partitions', () => {
  expect(compose('by-month').parts[0]!.partitions).toBe(12);
  expect(compose('by-month@24').parts[0]!.partitions).toBe(24);
});

it("takes a folder of the user's own", () => {
  const path = relative('.', `${own.path}/my-variant`);
  const { name, parts } = compose(`${path}+covering`);
  expect(name).toBe(`${path}+covering`);
  expect(parts[0]).toMatchObject({ name: path, folder: `${own.path}/my-variant` });
  expect(compose(`${own.path}/my-variant/`).name).toBe(path);
});

it.each([
  ['composit', 'unknown variant "composit"', 'did you mean "composite"?'],
  ['', 'a variant without a name', 'available: spec, allergic,'],
  ['covering+', 'a variant without a name', 'available: spec, allergic,'],
  ['spec+covering', '"spec" in "spec+covering" does not go with others', 'leave it out'],
  ['covering+covering', 'the variant "covering" is twice', 'name it once'],
  ['by-month@3+by-month@4', 'the variant "by-month" is twice', 'name it once'],
  ['covering+allergic', '"allergic" and "covering" do not go together: they conflict', 'use one'],
  [
    'performance+composite',
    '"composite" and "performance" do not go together: both are a choice of "indexes"',
    '',
  ],
  ['uuidv7+bigint', '"bigint" and "uuidv7" do not go together: keys bigint and uuidv7', ''],
  ['by-hash+by-month', 'do not go together: both have tables/07_posts.sql', ''],
  ['messages+by-month', 'do not go together: 12 and 6 partitions', ''],
  ['jit+memory', 'do not go together: work_mem 1MB and 2MB', ''],
  ['covering@3', 'the variant "covering" takes no number of partitions', 'leave out "@3"'],
  ['by-month@0', '"0" is no number of partitions', 'write by-month@12'],
  ['by-month@x', '"x" is no number of partitions', 'write by-month@12'],
  ['./nowhere', 'there is no folder ./nowhere', 'a folder with a variant.json'],
  ['src', 'unknown variant "src"', 'for the folder write ./src'],
  ['./src', 'cannot read', 'a variant is a folder with a variant.json'],
])('refuses %s', (text, message, next) => {
  expect(() => compose(text)).toThrow(
    expect.objectContaining({
      exitCode: exitCodes.usage,
      message: expect.stringContaining(message),
      next: expect.stringContaining(next),
    }),
  );
});

it("refuses a user's variant that conflicts with one that is not there", () => {
  expect(() => compose(`${own.path}/wrong`)).toThrow('unknown variant "nobody" in "conflicts" of');
});
