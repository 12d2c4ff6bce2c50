import { expect, it } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { describeInstance, resolveInstance } from './instance.ts';

const own = 18;

it('is the default server without a version or settings, and with its own version', () => {
  const expected = { name: 'default', isDefault: true, folder: '/home', dataFolder: '/home/data-18' };
  for (const request of [undefined, {}, { settings: {} }, { version: own }]) {
    expect(resolveInstance('/home', request)).toMatchObject(expected);
  }
});

it('has a folder for each version and set of settings', () => {
  const { folder, dataFolder, isDefault } = resolveInstance('/home', { version: 16 });
  expect({ folder, dataFolder, isDefault }).toEqual({
    folder: '/home/instances/16',
    dataFolder: '/home/instances/16/data-16',
    isDefault: false,
  });
  const names = [
    { settings: { work_mem: '64MB' } },
    { settings: { work_mem: '32MB' } },
    { version: 16, settings: { work_mem: '64MB' } },
    { settings: { work_mem: '64MB', jit: 'on' } },
  ].map((request) => resolveInstance('/home', request).name);
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(name).toMatch(/^1[68]-[0-9a-f]{8}$/);
});

it('knows the same settings again, in another order and with capitals', () => {
  const one = resolveInstance('/home', { settings: { work_mem: '64MB', jit: 'on' } });
  const other = resolveInstance('/home', { version: own, settings: { JIT: 'on', work_mem: '64MB' } });
  expect(other).toEqual(one);
  expect(describeInstance(one)).toBe('PostgreSQL 18 with jit = on, work_mem = 64MB');
});

it('refuses settings that the harness needs, and names that are none', () => {
  for (const name of [
    'listen_addresses',
    'PORT',
    'unix_socket_directories',
    'data_directory',
    'bench.lifetime',
  ]) {
    const resolve = () => resolveInstance('/home', { settings: { [name]: '1' } });
    expect(resolve).toThrow(`the server setting ${name.toLowerCase()} is the harness's own`);
    expect(resolve).toThrow(expect.objectContaining({ exitCode: exitCodes.usage }));
  }
  for (const name of ['', 'a b', 'a=b', '-c']) {
    expect(() => resolveInstance('/home', { settings: { [name]: '1' } })).toThrow('is not the name');
  }
});
