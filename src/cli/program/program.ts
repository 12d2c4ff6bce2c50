import { Command } from 'commander';
import { harness } from '../harness.ts';
import type { Interruption } from '../interruption.ts';
import { addAdvise } from './advise.ts';
import { addClean } from './clean.ts';
import { addCompare } from './compare.ts';
import { addDescribe } from './describe.ts';
import { addDoctor } from './doctor.ts';
import { addList } from './list.ts';
import { addLoad } from './load.ts';
import { addReport } from './report.ts';
import { addRun } from './run.ts';
import { addServer } from './server.ts';
import { addVerify } from './verify.ts';

/**
 * All commands and options: this folder is the one place where names, defaults, bounds and help are declared. What a
 * command does is imported when it runs, so that `--help` answers at once.
 */
export function buildProgram(interruption: Interruption): Command {
  const program = new Command('bench')
    .description(
      'Load-tests PostgreSQL with a synthetic social network: fills it, replays queries under load, measures honestly.',
    )
    .version(harness().version, '-V, --version')
    .exitOverride()
    // Thrown as well, and printed like all other errors.
    .configureOutput({ outputError: () => {} })
    .addHelpText(
      'after',
      `
Examples:
  bench run feed                      fill an embedded PostgreSQL if need be, then measure the feed query
  bench run post --rate 500/s         open load: response times at that rate
  bench run ./my.sql --clients 32     measure a query of your own on the same data
  bench run post --url postgres://me@db.example:5432/benchmark
  bench list                          scenarios, mixes, variants and sizes

Exit codes: 0 done, 2 usage, 3 environment, 4 run invalid or overloaded, 130 interrupted.`,
    );

  addRun(program, interruption);
  addCompare(program, interruption);
  addAdvise(program, interruption);
  addLoad(program, interruption);
  addVerify(program, interruption);
  addReport(program);
  addDescribe(program, interruption);
  addList(program);
  addDoctor(program, interruption);
  addServer(program, interruption);
  addClean(program, interruption);
  return program;
}

/** For a command line that cannot be read. */
export function whereHelpIs(program: Command, name: string | undefined): string {
  const command = program.commands.find((command) => command.name() === name);
  return `see ${command ? `bench ${command.name()}` : 'bench'} --help`;
}
