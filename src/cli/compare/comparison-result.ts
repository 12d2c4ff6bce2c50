import { stoppingRule } from '../../analysis/compare/stopping-rule.ts';
import { blockSizeOf } from '../../engine/paired/block-size.ts';
import type { Comparison } from '../../report/comparison/comparison.ts';
import type { ComparedVariant } from '../../report/comparison/variant.ts';
import type { WriteSide } from '../../report/comparison/write-side.ts';
import type { Reason } from '../../report/reason.ts';
import { newRunId } from '../run-id.ts';
import { describeCommand, describeDataset, describeHarness, describeMachine } from '../surroundings.ts';
import type { CompareOptions } from './compare-options.ts';
import type { Design } from './designs.ts';

interface Parts {
  readonly startedAt: Date;
  readonly name: string;
  readonly designs: readonly Design[];
  readonly variants: readonly ComparedVariant[];
  readonly scenarios: Comparison['scenarios'];
  readonly writes: WriteSide | null;
  readonly warnings: readonly Reason[];
  readonly options: CompareOptions;
  readonly isInterrupted: boolean;
}

/** All that a comparison has come to, in the words of the result file. */
export function describeComparison(parts: Parts): Comparison {
  const { startedAt, name, designs, options, scenarios, writes } = parts;
  const size = blockSizeOf(options.block);
  return {
    format: 1,
    kind: 'comparison',
    id: newRunId(options.output, startedAt, `compare-${name}`),
    command: describeCommand(process.argv.slice(2)),
    ...statusOf(parts),
    warnings: [...parts.warnings],
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    harness: describeHarness(),
    machine: describeMachine(),
    servers: serversOf(designs),
    dataset: designs[0] ? describeDataset(designs[0].ready.dataset) : null,
    name,
    options: {
      seed: options.seed,
      clients: options.clients,
      statementTimeoutMs: options.statementTimeout,
      margin: options.margin,
      looks: [...stoppingRule.looks],
      planMode: options.planMode,
      ...(options.stratum && { stratum: options.stratum }),
      warmupMs: options.warmup,
      blockMs: size.blockMs,
      pairsPerBlock: size.pairs,
      blockLimitMs: size.limitMs,
      proofParameters: options.proof,
    },
    variants: [...parts.variants],
    scenarios,
    writes,
  };
}

function statusOf({ isInterrupted, scenarios, writes }: Parts): Pick<Comparison, 'status' | 'reasons'> {
  if (isInterrupted) {
    return { status: 'interrupted', reasons: [{ text: 'stopped by a signal', remedy: null }] };
  }
  const bad = scenarios.flatMap(({ scenario, contrasts }) =>
    contrasts.flatMap(({ arm, status, reason }): Reason[] => {
      if (status === 'different') {
        const text = reason
          ? `${arm} does something else in ${scenario}: ${reason.text}`
          : `${arm} gives other answers to ${scenario} than the baseline`;
        return [{ text, remedy: null }];
      }
      if (status === 'measured') return [];
      return [
        {
          text: `${arm} was not measured on ${scenario}: ${reason?.text ?? status}`,
          remedy: reason?.remedy ?? null,
        },
      ];
    }),
  );
  const badWrites = (writes?.contrasts ?? []).flatMap(({ variant, status, reason }): Reason[] =>
    status === 'measured' || status === 'different'
      ? []
      : [
          {
            text: `writes on ${variant} were not measured: ${reason?.text ?? status}`,
            remedy: reason?.remedy ?? null,
          },
        ],
  );
  const reasons = [...bad, ...badWrites];
  return { status: reasons.length === 0 ? 'complete' : 'invalid', reasons };
}

function serversOf(designs: readonly Design[]): Comparison['servers'] {
  // The address is that of the first design there: the dataset's, and not that of a copy.
  const firsts = designs.filter(
    ({ server }, at) => designs.findIndex((design) => design.server === server) === at,
  );
  return firsts.map(({ server: name, facts, hold, ready }) => ({
    name,
    server: { ...facts, embedded: hold.server.isEmbedded, address: ready.database.address },
  }));
}
