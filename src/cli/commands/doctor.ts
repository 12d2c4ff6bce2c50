import { systemClock } from '../../core/clock.ts';
import { exitCodes } from '../../core/errors.ts';
import { inspectReadiness, type Readiness } from '../../database/readiness.ts';
import { resolveTarget, type Target } from '../../database/target.ts';
import { type Finding, renderFindings, renderVerdict } from '../../report/diagnosis.ts';
import { type Check, type Examined, examine, ok } from '../doctor/check.ts';
import { measureClientCeiling } from '../doctor/client-ceiling.ts';
import { clientCeilingCheck } from '../doctor/client-ceiling-check.ts';
import { embeddedChecks } from '../doctor/embedded-checks.ts';
import { readMachine } from '../doctor/machine.ts';
import { machineChecks } from '../doctor/machine-checks.ts';
import { serverChecks } from '../doctor/server-checks.ts';
import { type ServerVisit, visitServer } from '../doctor/server-visit.ts';
import { settingChecks, settingNames } from '../doctor/setting-checks.ts';
import { terminalOptions } from '../terminal-options.ts';

interface DoctorOptions {
  url?: string;
  client?: boolean;
}

/** `bench doctor`: looks at the machine, then at the server; says what is wrong and how to mend it. */
export async function doctor(options: DoctorOptions, signal: AbortSignal): Promise<void> {
  const target = resolveTarget(options.url, process.env);
  const findings: Finding[] = [];
  for await (const { heading, examined } of sections(target, options.client === true, signal)) {
    findings.push(...examined.findings);
    process.stdout.write(`${renderFindings(heading, examined.findings, terminalOptions())}\n\n`);
    if (examined.isStopped) break;
  }
  process.stdout.write(`${renderVerdict(findings, terminalOptions())}\n`);
  if (findings.some(({ level }) => level === 'wrong')) process.exitCode = exitCodes.environment;
}

interface Section {
  heading: string;
  /** When stopped, later sections make no sense. */
  examined: Examined;
}

async function* sections(target: Target, isClient: boolean, signal: AbortSignal): AsyncGenerator<Section> {
  const isEmbedded = target.kind === 'embedded';
  const examineAll = (checks: readonly Check[]) => examine(checks, signal);
  yield { heading: 'This machine', examined: await examineAll(machineChecks(await readMachine())) };
  if (isClient) {
    const ceiling = clientCeilingCheck(() => measureClientCeiling({ signal }));
    yield { heading: 'Client', examined: await examineAll([ceiling]) };
  }
  if (isEmbedded)
    yield { heading: 'Embedded server', examined: await examineAll(embeddedChecks(process.env)) };
  let visited: Visited | undefined;
  const connection: Check = {
    title: 'connection',
    isEssential: true,
    run: async () => {
      visited = await lookAround(target, signal);
      return ok(visited.visit.address);
    },
  };
  try {
    const connected = await examineAll([connection]);
    if (!visited) return yield { heading: 'Server', examined: connected };
    const { visit, readiness } = visited;
    const server = await examineAll(serverChecks({ ...visit, isEmbedded, readiness, clock: systemClock }));
    const all = [...connected.findings, ...server.findings];
    yield { heading: 'Server', examined: { ...server, findings: all } };
    yield { heading: 'Settings', examined: await examineAll(settingChecks(readiness)) };
  } finally {
    await visited?.visit.end();
  }
}

interface Visited {
  visit: ServerVisit;
  readiness: Readiness;
}

async function lookAround(target: Target, signal: AbortSignal): Promise<Visited> {
  const onWait = (message: string) => process.stderr.write(`${message}\n`);
  const visit = await visitServer(target, { onWait, signal });
  try {
    return { visit, readiness: await inspectReadiness(visit.client, settingNames) };
  } catch (error) {
    await visit.end();
    throw error;
  }
}
