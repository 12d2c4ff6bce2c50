import { formatBytes } from '../../core/units.ts';
import { describeEmbedded } from '../../database/embedded/description.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { startPersistent, stopPersistent } from '../../database/embedded/persistent.ts';

export async function startServer(signal: AbortSignal): Promise<void> {
  const home = resolveHome(process.env);
  const onWait = (message: string) => process.stderr.write(`${message}\n`);
  const started = await startPersistent({ home, command: 'server start', onWait, signal });
  process.stdout.write(started ? 'started\n' : 'running already\n');
  await serverStatus();
}

export async function stopServer(): Promise<void> {
  const stopped = await stopPersistent(resolveHome(process.env));
  process.stdout.write(stopped ? 'stopped\n' : 'it was not running\n');
}

export async function serverStatus(): Promise<void> {
  const { home, dataFolder, logFile, sizeBytes, server } = await describeEmbedded(resolveHome(process.env));
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
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}
