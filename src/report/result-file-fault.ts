import type { TSchema } from '@sinclair/typebox';
import { Value, type ValueError } from '@sinclair/typebox/value';

/** The first field that is wrong, what was expected and what is there; undefined when the value fits the declaration. */
export function firstFault(declaration: TSchema, value: unknown): string | undefined {
  const outer = Value.Errors(declaration, value).First();
  if (!outer) return undefined;
  const fault = innermost(outer);
  const field =
    fault.path
      .slice(1)
      .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
      .replaceAll('/', '.') || 'the file';
  const documented = typeof fault.schema.description === 'string' ? ` (${fault.schema.description})` : '';
  return `${field}: ${fault.message.replace(/^E/, 'e')}, found ${show(fault.value)}${documented}`;
}

/** Of a part with several forms (closed or open load, something or null): the fault inside the form that was meant. */
function innermost(fault: ValueError): ValueError {
  const meant = fault.errors
    .map((form) => [...form])
    .find((faults) => faults.every(({ path, schema }) => path !== fault.path && !('const' in schema)))?.[0];
  return meant ? innermost(meant) : fault;
}

/** A value for a message, in 60 characters at most. */
export function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
