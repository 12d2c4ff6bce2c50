/** What recording an operation costs: below a microsecond and without allocation, or the load is disturbed. */
import { Bench } from 'tinybench';
import { Stream } from '../core/random.ts';
import { nsPerMs } from '../core/units.ts';
import { Recorder } from './recorder.ts';
import { Timeline } from './timeline.ts';

const identity = { scenario: 'feed', query: 'baseline', strata: ['celebrity', 'active', 'median', 'cold'] };
const recorder = new Recorder([identity], 5000 * nsPerMs);
const timeline = new Timeline(0, 0, 10_000 * nsPerMs);
const random = new Stream(1, 'latencies').sequence(0);
/** Log-uniform between 10 µs and 10 s. */
const latenciesNs = Array.from({ length: 4096 }, () => Math.round(1e4 * 10 ** (6 * random.uniform())));
let ordinal = 0;

function recordOne(): void {
  const latencyNs = latenciesNs[ordinal & 4095]!;
  const stratum = ordinal++ & 3;
  recorder.start(0, stratum);
  timeline.record(ordinal, latencyNs, undefined);
  recorder.succeed(0, stratum, latencyNs, 20);
  recorder.completeInWindow(0);
}

const batch = 1000;
const bench = new Bench({ time: 2000 });
bench.add('record', () => {
  for (let i = 0; i < batch; i++) recordOne();
});
await bench.run();
const result = bench.tasks[0]!.result;
if (!('latency' in result)) throw new Error(`The benchmark ended as ${result.state}.`);
console.log(`recording an operation: ${((result.latency.p50 * nsPerMs) / batch).toFixed(0)} ns`);

// Too few for a garbage collection, which would hide what was allocated.
const operations = 50_000;
const beforeBytes = process.memoryUsage().heapUsed;
for (let i = 0; i < operations; i++) recordOne();
const allocatedBytes = process.memoryUsage().heapUsed - beforeBytes;
console.log(`allocation an operation: ${(allocatedBytes / operations).toFixed(2)} bytes`);
