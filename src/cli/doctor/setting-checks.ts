import type { Readiness, ServerSetting } from '../../database/readiness.ts';
import { type Check, type Outcome, ok, warning } from './check.ts';

const MB = 1024 ** 2;

/** A setting that makes figures dishonest or slow, and when it does. */
interface SettingRule {
  readonly name: string;
  judge(setting: ServerSetting): Outcome;
}

/** Writes are not made safe: figures that no server with users will reach. */
const durability = (name: string, effect: string): SettingRule => ({
  name,
  judge: ({ shown }) =>
    shown === 'off' ? warning(`off: ${effect}`, `in postgresql.conf: ${name} = on`) : ok(shown),
});

/** An amount in bytes with a lower bound. */
const atLeast = (name: string, leastBytes: number, effect: string, mend: string): SettingRule => ({
  name,
  judge: ({ shown, value }) =>
    Number(value) < leastBytes ? warning(`${shown}: ${effect}`, mend) : ok(shown),
});

const settingRules: readonly SettingRule[] = [
  durability('fsync', 'writes look fast because they are not safe, and a crash loses the database'),
  durability('full_page_writes', 'writes look faster than they are where they are safe'),
  durability('synchronous_commit', 'commits are answered before they are safe'),
  atLeast(
    'shared_buffers',
    128 * MB,
    'too small to keep more than the indexes of a small dataset',
    'in postgresql.conf: a quarter of the memory of the machine; then restart it',
  ),
  atLeast(
    'max_wal_size',
    1024 * MB,
    'checkpoints will come in the middle of measurements',
    'in postgresql.conf: max_wal_size = 4GB, or more',
  ),
  {
    name: 'jit',
    judge: ({ shown }) => ok(shown === 'on' ? 'on, but off in the sessions that are measured' : shown),
  },
  {
    name: 'log_statement',
    judge: ({ shown }) =>
      shown === 'all'
        ? warning(
            'all: every query is written to the log, which is measured with it',
            'in postgresql.conf: log_statement = none',
          )
        : ok(shown),
  },
  {
    name: 'log_min_duration_statement',
    judge: ({ value, shown }) =>
      value === '0'
        ? warning(
            '0: every query is written to the log, which is measured with it',
            'in postgresql.conf: log_min_duration_statement = -1',
          )
        : ok(value === '-1' ? 'off' : shown),
  },
  {
    name: 'auto_explain.log_analyze',
    judge: ({ shown }) =>
      shown === 'on'
        ? warning(
            'on: every node of every plan is timed, which slows all queries',
            'in postgresql.conf: auto_explain.log_analyze = off',
          )
        : ok(shown),
  },
  {
    name: 'debug_assertions',
    judge: ({ shown }) =>
      shown === 'on'
        ? warning('on: a build for developers, several times slower', 'use a build of a release')
        : ok(shown),
  },
];

export const settingNames: readonly string[] = settingRules.map(({ name }) => name);

/** One check a setting; those that the server lacks are left out. */
export function settingChecks({ settings }: Readiness): Check[] {
  return settingRules.map(({ name, judge }) => ({
    title: name,
    run: () => {
      const setting = settings.get(name);
      return setting && judge(setting);
    },
  }));
}
