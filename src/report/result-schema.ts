import type { TSchema } from '@sinclair/typebox';
import { Comparison } from './comparison/comparison.ts';
import { Result, resultFormat } from './result.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The JSON Schema (2020-12) of the result of a run, as the text of `reports/result.schema.json`. */
export function renderResultSchema(): string {
  return renderSchema(Result, {
    $id: `urn:bench:result:${resultFormat}`,
    title: `Result of a bench run, format ${resultFormat}`,
  });
}

/** That of a comparison, as the text of `reports/comparison.schema.json`. */
export function renderComparisonSchema(): string {
  return renderSchema(Comparison, {
    $id: `urn:bench:comparison:${resultFormat}`,
    title: `Result of bench compare, format ${resultFormat}`,
  });
}

/** Parts that carry an `$id` in the declaration become entries of `$defs`, so that generators name their types. */
function renderSchema(declaration: TSchema, name: { $id: string; title: string }): string {
  const definitions: { [name: string]: Json } = {};
  // Through JSON: what the declaration keeps under symbols is not part of the schema.
  const root = hoist(JSON.parse(JSON.stringify(declaration)), definitions) as { [key: string]: Json };
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...name,
    description: 'Times are whole nanoseconds (Ns) or milliseconds (Ms), sizes are bytes.',
    ...root,
    $defs: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function hoist(node: Json, definitions: { [name: string]: Json }): Json {
  if (Array.isArray(node)) return node.map((child) => hoist(child, definitions));
  if (node === null || typeof node !== 'object') return node;
  const { $id, ...rest } = node;
  const body = Object.fromEntries(
    Object.entries(rest).map(([key, child]) => [key, hoist(child, definitions)]),
  );
  if (typeof $id !== 'string') return body;
  definitions[$id] = body;
  return { $ref: `#/$defs/${$id}` };
}
