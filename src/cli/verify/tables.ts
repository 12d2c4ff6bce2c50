import type { SchemaCheck } from '../../database/schema-check.ts';
import { planChunks } from '../../generator/chunk.ts';
import type { TableRange } from '../../generator/chunk-maker.ts';
import type { Recipe } from '../../generator/recipe.ts';
import type { ComparedColumn } from './row-differences.ts';

/** A table whose rows are to be compared. */
export interface ComparableTable {
  recipe: Recipe;
  columns: readonly ComparedColumn[];
  /** All rows, cut small enough for a thread and a progress line. */
  ranges: readonly (TableRange & { expectedRows: number })[];
  expectedRows: number;
  /** Why its rows cannot be compared. */
  obstacle?: string;
}

/** All tables, the largest first, so that no big one is left for the end. */
export function comparableTables(
  recipes: readonly Recipe[],
  { expected, found }: SchemaCheck,
): ComparableTable[] {
  return recipes
    .map((recipe): ComparableTable => {
      const due = expected.tables.find(({ name }) => name === recipe.table);
      const there = found.tables.find(({ name }) => name === recipe.table);
      const columns = recipe.columns.map((name) => ({
        name,
        type: due?.columns.find((column) => column.name === name)?.type ?? 'unknown',
      }));
      const differing = columns.filter(
        ({ name, type }) => there?.columns.find((column) => column.name === name)?.type !== type,
      );
      const obstacle = !there
        ? 'the table is missing'
        : differing.length > 0
          ? `not compared: other columns (${differing.map(({ name }) => name).join(', ')})`
          : undefined;
      return {
        recipe,
        columns,
        ranges: planChunks([recipe]),
        expectedRows: recipe.parents * recipe.rowsPerParent,
        ...(obstacle && { obstacle }),
      };
    })
    .sort((one, other) => other.expectedRows - one.expectedRows);
}
