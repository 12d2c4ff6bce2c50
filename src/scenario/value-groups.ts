import { usageError } from '../core/errors.ts';
import type { RandomSequence } from '../core/random.ts';
import { type Domain, type Domains, existing } from '../population/domain.ts';
import { type ListRows, listKey, type ParameterLists } from './parameter-lists.ts';
import type { ParameterDeclaration, Query } from './query.ts';
import { samplerOf } from './samplers.ts';

type Value = string | null;

/** Values that are drawn together. */
export interface ValueGroup {
  /** Indexes of the parameters that they are for, and which of the values each gets. */
  readonly parameters: readonly number[];
  readonly columns: readonly number[];
  /** Of one stratum, where the values have any; otherwise as requests are distributed. */
  draw(random: RandomSequence, stratum: string | undefined): DrawnGroup;
}

interface DrawnGroup {
  readonly values: readonly Value[];
  /** Undefined where the values have none. */
  readonly stratum?: string;
}

export interface ValueOrigins {
  domains: Domains | undefined;
  lists: ParameterLists;
}

/** What a parameter's values are drawn by. */
interface Origin {
  /** Parameters whose origins are of the same rows get their values from one of them. */
  rows: object;
  column: number;
  draw: ValueGroup['draw'];
}

/**
 * The parameters of a query in groups, in the order of their first parameters. Two that ask for the same column of the
 * same rows are of two groups: they are meant to be two values.
 */
export function valueGroupsOf(query: Query, origins: ValueOrigins): ValueGroup[] {
  const groups: { rows: object; parameters: number[]; columns: number[]; draw: ValueGroup['draw'] }[] = [];
  query.parameters.forEach((parameter, index) => {
    const { rows, column, draw } = originOf(parameter, query, origins);
    const group = groups.find((group) => group.rows === rows && !group.columns.includes(column));
    if (group) {
      group.parameters.push(index);
      group.columns.push(column);
    } else {
      groups.push({ rows, parameters: [index], columns: [column], draw });
    }
  });
  return groups;
}

function originOf(
  { name, source }: ParameterDeclaration,
  { file }: Query,
  { domains, lists }: ValueOrigins,
): Origin {
  const fixed = lists.get(name);
  if (fixed) return listOrigin(fixed, fixed, 0, `${name} of ${file}`);
  switch (source.kind) {
    case 'domain': {
      if (!domains) {
        throw usageError(
          `${file} draws "${name}" from the population's ${source.domain}, and this database does not hold one`,
          `fix it with --params ${name}=..., or draw it from what there is: -- @param ${name} from (select ...)`,
        );
      }
      const domain = domains[source.domain];
      return domainOrigin(source.existing ? existing(domain) : domain);
    }
    case 'rows': {
      const { query, column } = source;
      // A list of one name is kept by that name, and so has been found above.
      const rows = lists.get(listKey(query.names));
      if (!rows) throw new Error(`the rows for ${listKey(query.names)} of ${file} were not read`);
      return listOrigin(query, rows, column, `${listKey(query.names)} of ${file}`);
    }
    case 'values': {
      const rows = source.values.map((value) => [value]);
      return listOrigin(rows, rows, 0, name);
    }
    default: {
      const sampler = samplerOf(source);
      return { rows: source, column: 0, draw: (random) => ({ values: [sampler(random)] }) };
    }
  }
}

function domainOrigin(domain: Domain): Origin {
  if (domain.of) {
    const { rows, column } = domain.of;
    const draw: Origin['draw'] = (random, stratum) =>
      stratum === undefined ? rows.draw(random) : { values: rows.drawFrom(stratum, random), stratum };
    return { rows, column, draw };
  }
  const draw: Origin['draw'] = (random, stratum) => {
    if (stratum !== undefined) return { values: [domain.drawFrom(stratum, random)], stratum };
    const drawn = domain.draw(random);
    return { values: [drawn.value], stratum: drawn.stratum };
  };
  return { rows: {}, column: 0, draw };
}

function listOrigin(rows: object, list: ListRows, column: number, what: string): Origin {
  if (list.length === 0) {
    throw usageError(`there are no values to draw ${what} from`, 'its query gave no rows: try it in psql');
  }
  return { rows, column, draw: (random) => ({ values: list[random.below(list.length)]! }) };
}
