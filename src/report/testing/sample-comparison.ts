import { judge } from '../../analysis/compare/stopping-rule.ts';
import type { Arm } from '../comparison/arm.ts';
import type { ArmOutcome } from '../comparison/arm-outcome.ts';
import { type ArmSlice, boundsInFile, type PairedBlock, type SliceWork } from '../comparison/block.ts';
import type { Comparison } from '../comparison/comparison.ts';
import type { Contrast, PairedLatency, SlicedLoad } from '../comparison/contrast.ts';
import type { Proof } from '../comparison/proof.ts';
import type { JudgedRatio } from '../comparison/ratio.ts';
import type { ComparedIndex, ComparedVariant, VariantSizes } from '../comparison/variant.ts';
import type { WriteContrast, WriteWork } from '../comparison/write-side.ts';
import { sampleCounters, sampleLatency, sampleResult } from './sample-result.ts';

/** Comparisons for tests of what is rendered: plain facts in, a whole comparison out. */

/** What `judge` says of blocks around a ratio that differ by so much; deterministic. */
export function sampleJudged(ratio: number, { spread = 0.014, blocks = 10 } = {}): JudgedRatio {
  return { ...judge(sampleBlocks(ratio, spread, blocks)) };
}

/** Blocks of which only the side is known: the baseline timed out, so the contender is this much faster, or more. */
export function sampleBounded(ratio: number, blocks = 10): JudgedRatio {
  const exact = sampleBlocks(ratio, 0.01, blocks);
  return {
    ...judge(exact.map(({ low }) => (ratio < 1 ? { low: -Infinity, high: low } : { low, high: Infinity }))),
  };
}

function sampleBlocks(ratio: number, spread: number, count: number) {
  return Array.from({ length: count }, (_, i) => {
    // Evenly spread, in an order that is not sorted.
    const place = ((i * 7) % count) / (count - 1) - 0.5;
    const value = Math.log(ratio) + 2 * spread * place;
    return { low: value, high: value };
  });
}

export function sampleOutcome(p50Ms: number, p95Ms: number, ends = {}): ArmOutcome {
  return {
    counters: sampleCounters({ succeeded: 5_210, ...ends }),
    errors: [],
    rows: { total: 104_200, perOperation: 20, withoutRows: 0 },
    latency: sampleLatency([p50Ms, null, p95Ms, null, null, p95Ms]),
    plans: { generic: 0, custom: 5_210 },
    strata: [],
  };
}

const sampleBlock: PairedBlock = {
  startMs: 0,
  durationMs: 1002.4,
  pairs: 521,
  excluded: 0,
  median: boundsInFile({ low: -0.61, high: -0.61 }),
  p95: boundsInFile({ low: -Infinity, high: -0.7 }),
  baseline: { operations: 521, timedOut: 0, failed: 0, p50: { ns: 4_210_000, atLeast: false }, p95: null },
  contender: { operations: 521, timedOut: 0, failed: 0, p50: { ns: 2_290_000, atLeast: true }, p95: null },
};

export function samplePaired(median: JudgedRatio, parts: Partial<PairedLatency> = {}): PairedLatency {
  const { blocks, boundedBlocks, blockSd, ratio, atLeast, interval } = median;
  return {
    median,
    p95: { ratio, atLeast, interval, blocks, boundedBlocks, blockSd },
    bootstrap: { low: interval.low, high: interval.high, confidence: 0.95, resamples: 10_000 },
    baseline: sampleOutcome(4.21, 15.2),
    contender: sampleOutcome(4.21 * (ratio ?? 1), 15.2 * (ratio ?? 1)),
    windowMs: 10_024,
    pairs: 5_210,
    excluded: 0,
    clientUtilization: 0.31,
    blocks: [sampleBlock],
    ...parts,
  };
}

export function sampleProof(parts: Partial<Proof> = {}): Proof {
  return {
    parameters: 60,
    compared: 60,
    timedOut: { baseline: 0, contender: 0 },
    undecided: 0,
    strata: [
      { stratum: 'celebrity', parameters: 12, compared: 12 },
      { stratum: 'median', parameters: 48, compared: 48 },
    ],
    omittedColumns: [],
    mismatch: null,
    ...parts,
  };
}

export function sampleArm(name: string, parts: Partial<Arm> = {}): Arm {
  return {
    name,
    role: 'contender',
    variant: 'spec',
    query: {
      name,
      summary: 'The newest posts of those whom a user follows.',
      file: `scenarios/feed/${name}.sql`,
      sql: 'SELECT 1',
      sqlHash: '5a0bbc9e',
    },
    tables: ['posts', 'follows'],
    work: { parameters: 20, sharedBlocks: 1_234, rowsExamined: 5_412, tempBlocks: 0, worstEstimateError: 12 },
    plan: {
      fingerprint: name,
      tree: [
        'Limit',
        '  Sort by created_at',
        '    Hash Join',
        '      Seq Scan posts',
        '      Index Scan follows',
      ],
      stratum: 'median',
      captures: 20,
      same: 20,
      explain: null,
    },
    ...parts,
  };
}

/** A contender that was measured, with this verdict; `parts` for all others. */
export function sampleContrast(
  arm: string,
  median: JudgedRatio | null,
  parts: Partial<Contrast> = {},
): Contrast {
  return {
    arm,
    status: 'measured',
    reason: null,
    proof: sampleProof(),
    latency: median && samplePaired(median),
    throughput: null,
    planDifference: [],
    ...parts,
  };
}

const megabyte = 1024 * 1024;

export function sampleIndex(
  name: string,
  megabytes: number,
  parts: Partial<ComparedIndex> = {},
): ComparedIndex {
  return {
    name,
    table: 'posts',
    bytes: megabytes * megabyte,
    definition: `CREATE INDEX ${name} ON posts (created_at)`,
    enforces: false,
    scans: 100,
    repeats: null,
    ...parts,
  };
}

export function sampleSizes(
  tableMegabytes: number,
  indexMegabytes: number,
  indexes: ComparedIndex[] = [],
): VariantSizes {
  return {
    heapBytes: tableMegabytes * megabyte,
    toastBytes: 0,
    indexBytes: indexMegabytes * megabyte,
    tables: [
      {
        name: 'posts',
        partitions: 0,
        heapBytes: (tableMegabytes / 4) * megabyte,
        toastBytes: 0,
        indexBytes: (indexMegabytes / 4) * megabyte,
      },
    ],
    indexes,
  };
}

export function sampleVariant(name: string, parts: Partial<ComparedVariant> = {}): ComparedVariant {
  const isSpec = name === 'spec';
  return {
    name,
    variant: name,
    server: '18',
    keys: 'uuidv4',
    fingerprint: 'a41c09',
    kind: isSpec ? null : 'index',
    summary: isSpec ? 'the schema as specified' : 'an index that holds what the feed reads',
    wins: null,
    costs: null,
    settings: {},
    build: isSpec
      ? { manner: 'dataset', wasReused: true, cloneMs: null, applyMs: null, statements: [] }
      : {
          manner: 'clone',
          wasReused: false,
          cloneMs: 2_900,
          applyMs: 3_120,
          statements: [{ sql: 'CREATE INDEX ...', durationMs: 3_120 }],
        },
    sizes: null,
    refresh: null,
    ...parts,
  };
}

/** A slice in which so many operations were executed, each with some work. */
export function sampleSlice(executed: number, work: Partial<SliceWork> = {}): ArmSlice {
  return {
    windowMs: 1_800,
    operations: executed,
    timedOut: 0,
    failed: 0,
    throughputPerSecond: executed / 1.8,
    p50: { ns: 1_310_000, atLeast: false },
    p95: null,
    p99: null,
    executed,
    work: {
      walRecords: executed * 2,
      walBytes: 16_000,
      fullPageImages: executed / 10,
      inserted: executed / 2,
      updated: 50,
      hotUpdated: 40,
      deleted: 0,
      checkpoints: 0,
      ...work,
    },
  };
}

/** Slices of a mix: what they say of all together, and of each of its scenarios. */
export function sampleLoad(
  throughput: JudgedRatio,
  parts: Readonly<Record<string, JudgedRatio>>,
): SlicedLoad {
  return {
    clients: 2,
    sliceMs: 2_000,
    dropShare: 0.1,
    clientUtilization: 0.2,
    throughput,
    p50: throughput,
    p95: null,
    parts: Object.entries(parts).map(([scenario, p50]) => ({
      scenario,
      query: 'baseline',
      weight: 1,
      p50,
      p95: null,
      baseline: sampleOutcome(1.31, 2.4),
      contender: sampleOutcome(1.31 * (p50.ratio ?? 1), 2.4),
    })),
    slices: [
      {
        contenderFirst: false,
        p50: { low: 0.1, high: 0.1 },
        p95: null,
        p99: null,
        throughput: null,
        parts: [{ p50: { low: null, high: 0.1 }, p95: null }],
        baseline: sampleSlice(400),
        contender: { ...sampleSlice(380), work: null },
      },
    ],
  };
}

export function sampleWriteWork(parts: Partial<WriteWork> = {}): WriteWork {
  return {
    operations: 10_000,
    walBytes: 1_228.8,
    walRecords: 8.2,
    fullPageImages: 0.31,
    rowsInserted: 1,
    rowsUpdated: 0.5,
    hotShare: 0.93,
    ...parts,
  };
}

/** Writes of a variant: of all together, and of each scenario. */
export function sampleWriteContrast(
  variant: string,
  throughput: JudgedRatio,
  scenarios: Readonly<Record<string, JudgedRatio>>,
  contender: Partial<WriteWork> = {},
  walBytes: JudgedRatio | null = null,
): WriteContrast {
  return {
    variant,
    status: 'measured',
    reason: null,
    load: { ...sampleLoad(throughput, scenarios), walBytes },
    work: { baseline: sampleWriteWork(), contender: sampleWriteWork(contender) },
  };
}

/** `feed` asked in two ways, with parts replaced. */
export function sampleComparison(parts: Partial<Comparison> = {}): Comparison {
  const { harness, machine, server, dataset } = sampleResult();
  return {
    format: 1,
    kind: 'comparison',
    id: '2026-11-22T18-40-12-compare-feed',
    command: 'bench compare feed --queries baseline,lateral',
    status: 'complete',
    reasons: [],
    warnings: [],
    startedAt: '2026-11-22T18:40:12.000Z',
    endedAt: '2026-11-22T18:40:41.250Z',
    harness,
    machine,
    servers: [{ name: '18', server }],
    dataset,
    name: 'feed',
    options: {
      seed: 42,
      clients: 2,
      statementTimeoutMs: 5000,
      margin: 1.05,
      looks: [10, 20, 30],
      planMode: 'auto',
      warmupMs: 1000,
      blockMs: 1000,
      pairsPerBlock: 50,
      blockLimitMs: 3000,
      proofParameters: 60,
    },
    variants: [sampleVariant('spec')],
    scenarios: [
      {
        scenario: 'feed',
        arms: [
          sampleArm('baseline', { role: 'baseline' }),
          sampleArm('lateral', {
            work: {
              parameters: 20,
              sharedBlocks: 412,
              rowsExamined: 610,
              tempBlocks: 0,
              worstEstimateError: 3,
            },
            plan: {
              fingerprint: 'lateral',
              tree: [
                'Limit',
                '  Nested Loop',
                '    Index Scan follows',
                '    Limit',
                '      Index Scan posts',
              ],
              stratum: 'median',
              captures: 20,
              same: 18,
              explain: null,
            },
          }),
        ],
        left: [],
        contrasts: [
          sampleContrast('lateral', sampleJudged(1 / 1.84), {
            planDifference: [
              'posts: an index scan in place of a sequential scan.',
              'A nested loop in place of a hash join.',
            ],
          }),
        ],
      },
    ],
    writes: null,
    ...parts,
  };
}
