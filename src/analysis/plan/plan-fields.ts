import { environmentError } from '../../core/errors.ts';

/** An object of EXPLAIN's JSON, read by name: what is not of the expected type is an error and not `undefined`. */
export class PlanFields {
  readonly #fields: Readonly<Record<string, unknown>>;

  private constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  static of(value: unknown, what: string): PlanFields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw PlanFields.misunderstood(what, value);
    }
    return new PlanFields(value as Record<string, unknown>);
  }

  static misunderstood(what: string, value: unknown): Error {
    const shown = JSON.stringify(value) ?? 'nothing';
    return environmentError(
      `the answer of EXPLAIN is not understood: ${what} is expected, and there is ${shown.slice(0, 80)}`,
      'use PostgreSQL 14 to 18',
    );
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name);
  }

  optionalText(name: string): string | null {
    const value = this.#fields[name] ?? null;
    if (value !== null && typeof value !== 'string') throw PlanFields.misunderstood(`text "${name}"`, value);
    return value;
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.#missing(name);
  }

  optionalNumber(name: string): number | null {
    const value = this.#fields[name] ?? null;
    if (value !== null && typeof value !== 'number')
      throw PlanFields.misunderstood(`number "${name}"`, value);
    return value;
  }

  flag(name: string): boolean {
    return this.#fields[name] === true;
  }

  texts(name: string): string[] {
    return this.#list(name).map((value) => {
      if (typeof value !== 'string') throw PlanFields.misunderstood(`text in "${name}"`, value);
      return value;
    });
  }

  object(name: string): PlanFields {
    return PlanFields.of(this.#fields[name], `"${name}"`);
  }

  optionalObject(name: string): PlanFields | undefined {
    return this.has(name) ? this.object(name) : undefined;
  }

  objects(name: string): PlanFields[] {
    return this.#list(name).map((value) => PlanFields.of(value, `an object in "${name}"`));
  }

  #list(name: string): unknown[] {
    const value = this.#fields[name] ?? [];
    if (!Array.isArray(value)) throw PlanFields.misunderstood(`a list "${name}"`, value);
    return value;
  }

  #missing(name: string): never {
    throw PlanFields.misunderstood(`"${name}"`, this.#fields);
  }
}
