import type { ReportedIndex } from '../../database/index-report.ts';
import type { VariantComposition } from '../../database/variants/composition.ts';
import type { AdvisedChange } from '../../report/comparison/advice-question.ts';
import { candidateName, candidateStatements, quoted } from './candidate.ts';
import { bestOfEachTable } from './choice.ts';
import type { Trial } from './trial.ts';

/** A change to be measured, with the design that it makes. */
export interface Change {
  readonly advised: AdvisedChange;
  readonly variant: VariantComposition;
  /** The questions whose plans it changes; undefined: it may be any. */
  readonly usedBy: readonly string[] | undefined;
}

/** The chosen indexes one by one, then the best of each table together, then without what repeats others. */
export function changesOf(
  base: VariantComposition,
  chosen: readonly Trial[],
  redundant: readonly ReportedIndex[],
): Change[] {
  const single = chosen.map(({ candidate, saving, usedBy }) =>
    changeOf(base, usedBy, {
      arm: candidateName(candidate),
      kind: 'index',
      statements: candidateStatements(candidate),
      saving,
    }),
  );
  const best = bestOfEachTable(chosen);
  const together = changeOf(base, [...new Set(best.flatMap(({ usedBy }) => usedBy))], {
    arm: 'together',
    kind: 'together',
    statements: [...new Set(best.flatMap(({ candidate }) => candidateStatements(candidate)))],
    saving: null,
  });
  const drop = changeOf(base, undefined, {
    arm: 'drop-redundant',
    kind: 'drop',
    statements: redundant.map(({ name }) => `DROP INDEX ${name.split('.').map(quoted).join('.')}`),
    saving: null,
  });
  return [...single, ...(best.length > 1 ? [together] : []), ...(redundant.length > 0 ? [drop] : [])];
}

/** Indexes whose work others do as well, and on which no constraint rests. */
export function droppable(indexes: readonly ReportedIndex[]): ReportedIndex[] {
  return indexes
    .filter(({ redundancy, constraints }) => redundancy !== null && constraints.length === 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Applied after the parts of the base, as the last one with SQL of its own. */
function changeOf(base: VariantComposition, usedBy: Change['usedBy'], change: AdvisedChange): Change {
  const name = [...base.parts.map((part) => part.name), change.arm].join('+');
  const part = {
    name: change.arm,
    kind: 'index' as const,
    summary: change.statements.join('; '),
    wins: 'what is measured here',
    costs: 'what is measured here',
    needs: { server: null, extensions: [] },
    conflicts: [],
    slot: null,
    settings: {},
    serverSettings: {},
    keys: null,
    queries: {},
    refresh: null,
    partitions: null,
    // Of no file: messages name it by this.
    folder: 'advice',
    files: [{ name: change.arm, sql: `${change.statements.join(';\n')};\n` }],
    design: { tables: [], indexes: [] },
  };
  return { advised: change, usedBy, variant: { name, parts: [...base.parts, part] } };
}
