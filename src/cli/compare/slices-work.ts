import { systemClock } from '../../core/clock.ts';
import { closeAll } from '../../core/concurrency.ts';
import { reportStatistics } from '../../database/statistics-report.ts';
import { openWireSession, type WireSession } from '../../database/wire-session.ts';
import type { Arm, ByArm } from '../../engine/paired/arms.ts';
import type { Slice, SliceSize } from '../../engine/paired/slice.ts';
import { SliceLoad } from '../../engine/paired/slice-load.ts';
import { turnOf } from '../../engine/paired/turns.ts';
import { prime } from '../../engine/priming.ts';
import { planCounts } from '../load/plan-counts.ts';
import { armSessionOptions, openArm } from './arm-sessions.ts';
import { ArmWorlds } from './arm-worlds.ts';
import { SliceWorkload } from './slices-workload.ts';
import type { SlicesResult, SlicesTask, Turn } from './task.ts';

/** Its parameters are none of the counted turns'. */
const warmupTurn = 500_000;

/** Backends run through their plans before the clock; slow queries must make do with the warmup. */
const primingMs = 500;

/** One arm of a load of slices, with its connections. */
class ArmLoad {
  readonly sessions: WireSession[];
  readonly load: SliceLoad;
  readonly #workload: SliceWorkload;
  readonly #parts: number;

  constructor(
    task: SlicesTask,
    workload: SliceWorkload,
    sessions: WireSession[],
    reopen: () => Promise<WireSession>,
  ) {
    this.sessions = sessions;
    this.#workload = workload;
    this.#parts = task.baseline.parts.length;
    this.load = new SliceLoad({
      sessions,
      workload: this.#workload.workload,
      clock: systemClock,
      statementTimeoutMs: task.statementTimeoutMs,
      reopen,
    });
  }

  async prime(): Promise<void> {
    const draws = this.#workload.primingDraws();
    const reads = draws.flatMap((draw, part) => (draw ? [part] : []));
    await prime(this.sessions, reads, (part) => draws[part]!(), { clock: systemClock, limitMs: primingMs });
  }

  async run(size: SliceSize, turn: number, isCounted: boolean, signal: AbortSignal) {
    this.#workload.begin(turn);
    const slice = await this.load.run(size, isCounted, signal);
    await reportStatistics(this.sessions);
    return slice;
  }

  plans() {
    return planCounts(this.sessions, this.#parts);
  }
}

/** A load of slices, whose connections stay open from the first to the last. */
export class SlicesWork {
  readonly #task: SlicesTask;
  readonly #arms: ByArm<ArmLoad>;

  private constructor(task: SlicesTask, arms: ByArm<ArmLoad>) {
    this.#task = task;
    this.#arms = arms;
  }

  /** Opens the connections and warms them. Throws an `ArmFailure`, and a usage error for queries that do not match. */
  static async open(task: SlicesTask): Promise<SlicesWork> {
    const opened: ArmLoad[] = [];
    const worlds = new ArmWorlds();
    try {
      for (const arm of [0, 1] as const) opened.push(await openLoad(task, arm, worlds));
      for (const load of opened) await load.prime();
      return new SlicesWork(task, opened as [ArmLoad, ArmLoad]);
    } catch (error) {
      await closeAll(opened.flatMap(({ sessions }) => sessions));
      throw error;
    }
  }

  /** Undefined when the arm cannot go on. All that its connections have counted is with the server's statistics then. */
  run({ arm, turn, turns }: Omit<Turn, 'kind'>, signal: AbortSignal): Promise<Slice | undefined> {
    return this.#arms[arm].run(turnOf(this.#task.size, turns), turn, true, signal);
  }

  /** The same of what does not count. */
  warm(arm: Arm, signal: AbortSignal): Promise<Slice | undefined> {
    const { size, warmupMs } = this.#task;
    const whole = { ...size, sliceMs: warmupMs, leastOperations: 0, limitMs: warmupMs };
    return this.#arms[arm].run(whole, warmupTurn, false, signal);
  }

  async result(utilization: number): Promise<SlicesResult> {
    const [baseline, contender] = this.#arms;
    return {
      end: baseline.load.end ?? contender.load.end,
      records: [baseline.load.record, contender.load.record],
      plans: [await baseline.plans(), await contender.plans()],
      utilization,
    };
  }

  async close(): Promise<void> {
    await closeAll(this.#arms.flatMap(({ sessions }) => sessions));
  }
}

async function openLoad(task: SlicesTask, arm: Arm, worlds: ArmWorlds): Promise<ArmLoad> {
  const place = arm === 0 ? task.baseline : task.contender;
  const options = armSessionOptions(
    place,
    place.parts.map(({ query }) => query),
    task,
  );
  const sessions = await openArm(place, options, task.clients);
  const workload = new SliceWorkload(task, arm, worlds);
  return new ArmLoad(task, workload, sessions, () => openWireSession(options));
}
