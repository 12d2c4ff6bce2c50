import { expect, it } from 'vitest';
import { inspectMachine, serverSettings, settingFlags } from './settings.ts';

const GB = 1024 ** 3;
const large = { memoryBytes: 64 * GB, diskFreeBytes: 1000 * GB, sharedMemoryBytes: Infinity };

it('follows the memory within limits', () => {
  expect(serverSettings(large)).toMatchObject({
    shared_buffers: '4096MB',
    maintenance_work_mem: '512MB',
    max_wal_size: '8192MB',
    min_wal_size: '1024MB',
  });
  expect(serverSettings({ ...large, memoryBytes: 2 * GB })).toMatchObject({
    shared_buffers: '512MB',
    effective_cache_size: '1228MB',
    maintenance_work_mem: '64MB',
  });
});

it('leaves a small disk room for data, and a small /dev/shm alone', () => {
  const small = { ...large, diskFreeBytes: 8 * GB, sharedMemoryBytes: 64 * 1024 ** 2 };
  expect(serverSettings(small)).toMatchObject({
    max_wal_size: '2048MB',
    min_wal_size: '512MB',
    dynamic_shared_memory_type: 'sysv',
  });
  expect(serverSettings(large)).not.toHaveProperty('dynamic_shared_memory_type');
});

it('never trades durability for speed', () => {
  expect(Object.keys(serverSettings(large))).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(fsync|synchronous_commit|full_page_writes)$/)]),
  );
});

it('reads this machine and writes flags', () => {
  const machine = inspectMachine('/');
  expect(machine.memoryBytes).toBeGreaterThan(64 * 1024 ** 2);
  expect(machine.memoryBytes).toBeLessThan(2 ** 50);
  expect(settingFlags({ jit: 'off', 'bench.lifetime': 'owned' })).toEqual([
    '-c',
    'jit=off',
    '-c',
    'bench.lifetime=owned',
  ]);
});
