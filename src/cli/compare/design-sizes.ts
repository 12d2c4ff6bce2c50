import { withConnection } from '../../database/connect.ts';
import { type IndexReport, readIndexReport, scansBetween } from '../../database/index-report.ts';
import { serverSettingsOf } from '../../database/variants/composition.ts';
import type { ComparedVariant, RefreshCost, VariantSizes } from '../../report/comparison/variant.ts';
import type { Design } from './designs.ts';
import type { WritableDesigns } from './writable-designs.ts';

/** What designs take on disk, and which of their indexes the reads of a comparison use. */
export class DesignSizes {
  readonly #before: ReadonlyMap<Design, IndexReport>;

  private constructor(before: ReadonlyMap<Design, IndexReport>) {
    this.#before = before;
  }

  /** As they are before anything is measured. */
  static async read(designs: readonly Design[]): Promise<DesignSizes> {
    const before = new Map<Design, IndexReport>();
    for (const design of designs) before.set(design, await reportOf(design));
    return new DesignSizes(before);
  }

  /** The designs with what has been scanned since, there and in copies that were written to. */
  async describe(
    writable: Pick<WritableDesigns, 'scansOf'>,
    refreshes: ReadonlyMap<string, RefreshCost>,
  ): Promise<ComparedVariant[]> {
    const described: ComparedVariant[] = [];
    for (const [design, before] of this.#before) {
      const sizes = describeSizes(before, await reportOf(design), writable.scansOf(design));
      described.push({ ...describeDesign(design), sizes, refresh: refreshes.get(design.name) ?? null });
    }
    return described;
  }
}

function reportOf({ ready }: Design): Promise<IndexReport> {
  return withConnection(ready.database.config, ready.database.address, readIndexReport);
}

function describeDesign({
  name,
  server,
  variant,
  ready,
}: Design): Omit<ComparedVariant, 'sizes' | 'refresh'> {
  const { parts } = variant;
  const all = (text: (part: (typeof parts)[number]) => string) => parts.map(text).join(' ') || null;
  return {
    name,
    variant: variant.name,
    server,
    keys: ready.identity.keys,
    fingerprint: ready.identity.fingerprint,
    kind: [...new Set(parts.map(({ kind }) => kind))].join(', ') || null,
    summary: all(({ summary }) => summary) ?? 'the schema as specified',
    wins: all(({ wins }) => wins),
    costs: all(({ costs }) => costs),
    settings: { ...serverSettingsOf(variant), ...ready.settings },
    build: {
      ...ready.build,
      statements: ready.build.statements.map(({ sql, durationMs }) => ({ sql, durationMs })),
    },
  };
}

function describeSizes(
  before: IndexReport,
  after: IndexReport,
  byWrites: ReadonlyMap<string, number>,
): VariantSizes {
  const scans = scansBetween(before, after);
  const scansOf = (name: string) => {
    const read = scans.get(name) ?? null;
    return read === null ? null : read + (byWrites.get(name) ?? 0);
  };
  return {
    heapBytes: before.heapBytes,
    toastBytes: before.toastBytes,
    indexBytes: before.indexBytes,
    tables: before.tables.map(({ name, partitions, heapBytes, toastBytes, indexBytes }) => ({
      name,
      partitions,
      heapBytes,
      toastBytes,
      indexBytes,
    })),
    indexes: before.indexes.map(({ name, table, sizeBytes, definition, enforces, redundancy }) => ({
      name,
      table,
      bytes: sizeBytes,
      definition,
      enforces,
      scans: scansOf(name),
      repeats: redundancy?.by ?? null,
    })),
  };
}
