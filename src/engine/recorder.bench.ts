/** What recording an operation costs: below a microsecond and without allocation, or the load is disturbed. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Bench } from 'tinybench';
import { Stream } from '../core/random.ts';
import { nsPerMs } from '../core/units.ts';
import { Bins } from './bins.ts';
import { Occupancy } from './occupancy.ts';
import { Recorder } from './recorder.ts';
import { Timeline } from './timeline.ts';

const strata = ['celebrity', 'active', 'median', 'cold'];
const queries = [
  { scenario: 'feed', query: 'baseline', strata },
  { scenario: 'post', query: 'baseline', strata },
];
/** As far from 0 as a clock that counts since the machine was started. */
const startNs = 1e13;
const windowMs = 3_600_000;
const random = new Stream(1, 'latencies').sequence(0);
/** Log-uniform between 10 µs and 10 s. */
const latenciesNs = Array.from({ length: 4096 }, () => Math.round(1e4 * 10 ** (6 * random.uniform())));
const values = ['42'];

/** All that a run does with an operation besides sending it: the calls of LoadRun's `started` and `ended`. */
class Recording {
  readonly #recorder: Recorder;
  readonly #occupancy = new Occupancy(startNs, startNs + windowMs * nsPerMs);
  readonly #bins = new Bins(startNs, windowMs);
  readonly #timeline = new Timeline(
    startNs,
    [startNs, startNs + windowMs * nsPerMs],
    () => ({ waiting: 0, inFlight: 0, clientsAlive: 1 }),
    () => {},
  );
  /** Reused, as a client is. */
  readonly #timing = { query: 0, stratum: 0, values, intendedNs: startNs, dispatchNs: startNs, startNs };
  #ordinal = 0;

  constructor(isOpen: boolean) {
    this.#recorder = new Recorder({ queries, timeoutNs: 5000 * nsPerMs, windowStartNs: startNs, isOpen });
  }

  record(): void {
    const ordinal = this.#ordinal++;
    const latencyNs = latenciesNs[ordinal & 4095]!;
    // A thread that does 10,000 a second.
    const nowNs = startNs + ordinal * 100_000;
    const timing = this.#timing;
    timing.query = ordinal & 1;
    timing.stratum = (ordinal >> 1) & 3;
    timing.intendedNs = nowNs - latencyNs;
    timing.dispatchNs = timing.intendedNs + 20_000;
    timing.startNs = timing.dispatchNs + 1000;
    this.#timeline.send();
    this.#occupancy.started(timing.startNs);
    this.#recorder.schedule(timing.query, timing.stratum);
    this.#recorder.send(timing);
    this.#timeline.record(nowNs, latencyNs, undefined);
    this.#occupancy.ended(timing.startNs, nowNs);
    this.#bins.record(nowNs, latencyNs);
    this.#recorder.succeed(timing, nowNs, 20);
    this.#recorder.completeInWindow(timing.query);
  }
}

const batch = 1000;

async function timeNs(recording: Recording): Promise<number> {
  const bench = new Bench({ time: 2000 });
  bench.add('record', () => {
    for (let i = 0; i < batch; i++) recording.record();
  });
  await bench.run();
  const result = bench.tasks[0]!.result;
  if (!('latency' in result)) throw new Error(`The benchmark ended as ${result.state}.`);
  return (result.latency.p50 * nsPerMs) / batch;
}

/** The median of some rounds: the compiler allocates too, now and then. */
function allocatedBytes(recording: Recording): number {
  // Too few for a garbage collection of its own accord, which would hide what was allocated.
  const operations = 100_000;
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const rounds = Array.from({ length: 15 }, () => {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < operations; i++) recording.record();
    return (process.memoryUsage().heapUsed - before) / operations;
  });
  return rounds.sort((a, b) => a - b)[7]!;
}

for (const load of ['closed', 'open']) {
  const recording = new Recording(load === 'open');
  const ns = await timeNs(recording);
  const bytes = allocatedBytes(recording);
  console.log(
    `recording an operation of ${load} load: ${ns.toFixed(0)} ns, ${bytes.toFixed(2)} bytes allocated`,
  );
}
