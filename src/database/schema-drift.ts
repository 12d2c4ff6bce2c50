import type { SchemaDescription, TableDescription } from './schema-description.ts';

/** The parts of a schema by what a person calls them, e.g. `column likes.post_id`: `uuid`. */
type Parts = ReadonlyMap<string, string>;

/**
 * Names each difference between two schemas, one sentence each; empty when there is none. A missing or added table
 * is one difference, not one for each of its columns.
 */
export function schemaDrift(expected: SchemaDescription, actual: SchemaDescription): string[] {
  const drift = differences(wholes(expected), wholes(actual));
  for (const table of expected.tables) {
    const counterpart = actual.tables.find(({ name }) => name === table.name);
    if (counterpart) drift.push(...tableDrift(table, counterpart));
  }
  return drift;
}

function tableDrift(expected: TableDescription, actual: TableDescription): string[] {
  const drift = differences(parts(expected), parts(actual));
  const [before, after] = [columnOrder(expected, actual), columnOrder(actual, expected)];
  if (before !== after) {
    drift.push(`The columns of table ${expected.name} are in the order ${after}, expected ${before}.`);
  }
  return drift;
}

function differences(expected: Parts, actual: Parts): string[] {
  const missing = [...expected.keys()]
    .filter((part) => !actual.has(part))
    .map((part) => `The ${part} is missing${detail(expected.get(part)!)}.`);
  const added = [...actual.keys()]
    .filter((part) => !expected.has(part))
    .map((part) => `The ${part} is not expected${detail(actual.get(part)!)}.`);
  const changed = [...expected]
    .filter(([part, text]) => actual.has(part) && actual.get(part) !== text)
    .map(([part, text]) => `The ${part} is ${actual.get(part)}, expected ${text}.`);
  return [...missing, ...added, ...changed];
}

function detail(text: string): string {
  return text === '' ? '' : `: ${text}`;
}

function wholes({ extensions, tables }: SchemaDescription): Parts {
  return new Map([
    ...extensions.map(({ name }) => [`extension ${name}`, ''] as const),
    ...tables.map(({ name }) => [`table ${name}`, ''] as const),
  ]);
}

function parts({ name: table, columns, constraints, indexes }: TableDescription): Parts {
  return new Map([
    ...columns.map(
      ({ name, type, nullable, default: value }) =>
        [
          `column ${table}.${name}`,
          `${type}${nullable ? '' : ' not null'}${value === null ? '' : ` default ${value}`}`,
        ] as const,
    ),
    ...constraints.map(
      ({ name, definition, validated }) =>
        // pg_get_constraintdef says NOT VALID itself for checks and foreign keys; say it once.
        [
          `constraint ${name} of table ${table}`,
          `${definition.replace(/ NOT VALID$/, '')}${validated ? '' : ' (not validated)'}`,
        ] as const,
    ),
    ...indexes.map(
      ({ name, definition, implied, valid }) =>
        [
          `index ${name} of table ${table}`,
          `${definition}${implied ? ' (implied by a key)' : ''}${valid ? '' : ' (not valid)'}`,
        ] as const,
    ),
  ]);
}

/** The names of the columns that both tables have, in the order of the first. */
function columnOrder(table: TableDescription, other: TableDescription): string {
  return table.columns
    .map(({ name }) => name)
    .filter((column) => other.columns.some(({ name }) => name === column))
    .join(', ');
}
