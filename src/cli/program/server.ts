import { Argument, type Command } from 'commander';
import type { Interruption } from '../interruption.ts';
import { wholeNumber } from '../option-values.ts';

export function addServer(program: Command, interruption: Interruption): void {
  const server = program
    .command('server')
    .description('keep the embedded PostgreSQL running between commands, and install other versions of it')
    .addHelpText(
      'after',
      `
Examples:
  bench server start && bench run feed && bench server stop
  bench server install 16`,
    );
  server
    .command('start')
    .description('start it and leave it running')
    .action(async () => (await import('../commands/server.ts')).startServer(interruption.signal));
  server
    .command('stop')
    .description('stop it')
    .action(async () => (await import('../commands/server.ts')).stopServer());
  server
    .command('status')
    .description('say whether it runs, and where; and which servers there are beside it')
    .action(async () => (await import('../commands/server.ts')).serverStatus());
  const majorVersion = () =>
    new Argument('<major>', 'a major version, such as 16').argParser(wholeNumber(1, 999));
  server
    .command('install')
    .description('fetch another major version with npm, to compare with')
    .addArgument(majorVersion())
    .action(async (major) =>
      (await import('../commands/server.ts')).installVersion(major, interruption.signal),
    );
  server
    .command('uninstall')
    .description('remove a version that was installed, with the datasets on it')
    .addArgument(majorVersion())
    .action(async (major) => (await import('../commands/server.ts')).uninstallVersion(major));
  server
    .command('list')
    .description('list the versions that are installed, and those to be had')
    .action(async () => (await import('../commands/server.ts')).listVersions());
}
