import { type Static, type TSchema, Type } from '@sinclair/typebox';

/** Constructors for the fields of the result file: every field takes its documentation first. */

export const text = (description: string) => Type.String({ description });

/** A whole number of things, 0 or more. */
export const count = (description: string) => Type.Integer({ minimum: 0, description });

/** A duration in whole nanoseconds or milliseconds, as the field's name says. */
export const duration = count;

/** A number that need not be whole, 0 or more. */
export const amount = (description: string) => Type.Number({ minimum: 0, description });

export const flag = (description: string) => Type.Boolean({ description });

/** An instant, ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
export const instant = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$', description });

export const orNull = <T extends TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

/** A number of any sign: for what a server reports, which must not make a whole result malformed. */
export const figure = (description: string) => Type.Number({ description });

/** An array that its reader leaves alone, so that the records of other floors, which are read-only, fit it. */
export const listOf = <T extends TSchema>(item: T, description: string) =>
  Type.Unsafe<readonly Static<T>[]>(Type.Array(item, { description }));
