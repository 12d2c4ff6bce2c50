import { type TSchema, Type } from '@sinclair/typebox';

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
