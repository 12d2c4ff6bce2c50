import { statfsSync } from 'node:fs';
import { formatBytes } from '../../core/units.ts';
import { findPlatformPackage, stageBinaries } from '../../database/embedded/binaries.ts';
import { dataFolderOf } from '../../database/embedded/cluster.ts';
import { describeEmbedded } from '../../database/embedded/description.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { serverIdentity } from '../../database/embedded/identity.ts';
import { inspectMachine } from '../../database/embedded/settings.ts';
import { forecast } from '../../generator/forecast.ts';
import { scales } from '../../population/scale.ts';
import { World } from '../../population/world.ts';
import { type Check, ok, warning, wrong } from './check.ts';

const GB = 1024 ** 3;

/** Whether an embedded server can run here, and who has it. */
export function embeddedChecks(environment: NodeJS.ProcessEnv): Check[] {
  const home = () => resolveHome(environment);
  return [
    {
      title: 'package',
      isEssential: true,
      run: () => ok(`embedded PostgreSQL ${findPlatformPackage().version}`),
    },
    { title: 'home', isEssential: true, run: () => ok(home()) },
    { title: 'programs', isEssential: true, run: () => judgePrograms(home()) },
    { title: 'disk', run: () => judgeDisk(home()) },
    { title: 'shared memory', run: () => judgeSharedMemory(inspectMachine(home()).sharedMemoryBytes) },
    { title: 'in use', run: () => judgeUse(home()) },
  ];
}

async function judgePrograms(home: string) {
  const source = findPlatformPackage();
  const identity = serverIdentity(dataFolderOf(home, source.major));
  await stageBinaries(home, source, identity);
  return ok(identity.foreign ? `run, as the user with uid ${identity.uid}` : 'run');
}

/** Room for the default dataset and as much again for WAL and sorting; what is loaded already is not counted. */
function judgeDisk(home: string) {
  const { bavail, bsize } = statfsSync(home);
  const freeBytes = bavail * bsize;
  const datasetBytes = forecast(new World({ seed: 42, users: scales.small })).reduce(
    (sum, { heapBytes, indexBytes }) => sum + heapBytes + indexBytes,
    0,
  );
  const text = `${formatBytes(freeBytes)} free`;
  if (freeBytes < 2 * datasetBytes) {
    return wrong(
      `${text}; the dataset small takes ${formatBytes(datasetBytes)}, and while loading twice that`,
      'free some, or name a folder on another disk in BENCH_HOME',
    );
  }
  if (freeBytes < 2 * datasetBytes + GB) {
    return warning(`${text}: enough for one dataset of scale small`, 'free some; see also: bench clean');
  }
  return ok(text);
}

function judgeSharedMemory(bytes: number) {
  if (bytes === Infinity) return undefined;
  if (bytes >= GB) return ok(`${formatBytes(bytes)} in /dev/shm`);
  return ok(`only ${formatBytes(bytes)} in /dev/shm; the server keeps to System V shared memory`);
}

async function judgeUse(home: string) {
  const { server, sizeBytes } = await describeEmbedded(home);
  const size = sizeBytes > 0 ? `; ${formatBytes(sizeBytes)} on disk` : '';
  if (!server) return ok(`no, it starts with a command and stops with it${size}`);
  if (!server.usedBy) return ok(`no, but it runs (pid ${server.pid}) until: bench server stop${size}`);
  return ok(`by ${server.usedBy}; other commands wait for it${size}`);
}
