import { tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { memoryFolder } from './src/database/testing/memory-folder.ts';

// Of this process and all that tests start, which inherit it.
process.env.TMPDIR = memoryFolder() ?? tmpdir();

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/database/testing/global-setup.ts'],
    // Many tests wait for processes and servers: more workers than cores.
    maxWorkers: 3,
    // Files share their worker's modules, which took half of the time of small ones to load: none may leave state in them.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
