import type { BenchError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import { type DomainName, domainStrata } from '../population/domain.ts';
import { parseListQuery } from './list-query.ts';
import type { ValueSource } from './query.ts';
import type { SourceText } from './source-text.ts';
import { parseValueList } from './value-list.ts';

/** What may stand where a parameter's source is declared, for messages. */
export const sourceForms =
  'is a domain (e.g. user.id), uniform <low> <high>, zipf <low> <high>, normal <mean> <sd>, ' +
  'values <a>, <b>, ... or from (<select>)';

type Refuse = (message: string, next: string) => BenchError;
type Parse = (argument: string, refuse: Refuse) => ValueSource;

/** Sources that begin with a word of their own. */
const parsers: Record<string, Parse> = {
  uniform: parseUniform,
  zipf: parseZipf,
  normal: parseNormal,
  values: (argument, refuse) => ({ kind: 'values', values: parseValueList(argument, refuse) }),
};

const domainNames = Object.keys(domainStrata);

/**
 * Reads what follows the name of a parameter, `text` at `offset` of the source; for several names, one source each.
 *
 * - `<domain>`: the population's; `<domain> existing`: of these only values that some row has, for foreign keys.
 * - `uniform <low> <high>`: whole numbers from low to high where both are written as such, else numbers between them.
 * - `zipf <low> <high> [exponent=1.0]`: whole numbers, low the most frequent.
 * - `normal <mean> <sd>`: rounded where the mean is written as a whole number.
 * - `values <a>, 'b c', null`: evenly among these; one is a constant.
 * - `from (<select>)`: evenly among the rows of a query that runs once, before the clock; a column each for several
 *   names.
 */
export function parseValueSources(
  text: string,
  offset: number,
  names: readonly string[],
  source: SourceText,
): ValueSource[] {
  const word = /^[^\s(]*/.exec(text)![0];
  const argument = text.slice(word.length).trimStart();
  if (word === 'from') {
    const at = offset + text.length - argument.length;
    const query = { names, sql: parseListQuery(argument, at, source) };
    return names.map((_, column) => ({ kind: 'rows', query, column }));
  }
  const refuse: Refuse = (message, next) => source.error(offset, message, next);
  if (names.length > 1) {
    throw refuse(
      `${names.length} parameters share the source "${text}"`,
      'give each a line of its own, or draw them from the rows of a query: from (<select>)',
    );
  }
  const parse = Object.hasOwn(parsers, word) ? parsers[word] : undefined;
  if (parse) return [parse(argument, refuse)];
  return [parseDomain(word, argument, names[0]!, refuse)];
}

function parseDomain(domain: string, argument: string, name: string, refuse: Refuse): ValueSource {
  if (!isDomainName(domain)) {
    const known = [...domainNames, ...Object.keys(parsers), 'from'];
    throw refuse(`unknown domain "${domain}" of the parameter "${name}"`, suggestion(domain, known));
  }
  if (argument !== '' && argument !== 'existing') {
    throw refuse(
      `"${argument}" after the domain ${domain} of the parameter "${name}"`,
      `write ${domain}, or ${domain} existing for none but values that some row has`,
    );
  }
  return { kind: 'domain', domain, existing: argument === 'existing' };
}

function isDomainName(name: string): name is DomainName {
  return Object.hasOwn(domainStrata, name);
}

function parseUniform(argument: string, refuse: Refuse): ValueSource {
  const form = 'write uniform <low> <high>, e.g. uniform 1 100000 or uniform 0.0 1.0';
  const [low, high] = numbers(argument, 2, 2, form, refuse);
  const whole = low!.whole && high!.whole;
  requireOrder(low!.value, high!.value, form, refuse);
  return { kind: 'uniform', low: low!.value, high: high!.value, whole };
}

function parseZipf(argument: string, refuse: Refuse): ValueSource {
  const form =
    'write zipf <low> <high> [exponent], whole numbers and low the most frequent: zipf 1 100000 1.0';
  const [low, high, exponent] = numbers(argument.replace(/\bexponent\s*=\s*/, ''), 2, 3, form, refuse);
  if (!low!.whole || !high!.whole) throw refuse(`zipf between ${low!.text} and ${high!.text}`, form);
  requireOrder(low!.value, high!.value, form, refuse);
  if (exponent && exponent.value <= 0) {
    throw refuse(
      `the exponent ${exponent.text} is not above 0`,
      'write one such as 0.8 or 1.0; all as often is uniform <low> <high>',
    );
  }
  return { kind: 'zipf', low: low!.value, high: high!.value, exponent: exponent?.value ?? 1 };
}

function parseNormal(argument: string, refuse: Refuse): ValueSource {
  const form = 'write normal <mean> <standard deviation>, e.g. normal 500 100';
  const [mean, sd] = numbers(argument, 2, 2, form, refuse);
  if (sd!.value < 0) throw refuse(`the standard deviation ${sd!.text} is negative`, form);
  return { kind: 'normal', mean: mean!.value, sd: sd!.value, whole: mean!.whole };
}

interface Numeral {
  text: string;
  value: number;
  /** Written without point and exponent. */
  whole: boolean;
}

const numeral = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function numbers(text: string, least: number, most: number, form: string, refuse: Refuse): Numeral[] {
  const words = text === '' ? [] : text.split(/\s+/);
  if (words.length < least || words.length > most) {
    throw refuse(`${least} numbers are expected where "${text}" stands`, form);
  }
  return words.map((word) => {
    const value = Number(word);
    if (!numeral.test(word) || !Number.isFinite(value)) throw refuse(`"${word}" is not a number`, form);
    const whole = /^[+-]?\d+$/.test(word);
    if (whole && !Number.isSafeInteger(value)) {
      throw refuse(`${word} is too large`, `whole numbers reach to ±${Number.MAX_SAFE_INTEGER}`);
    }
    return { text: word, value, whole };
  });
}

function requireOrder(low: number, high: number, form: string, refuse: Refuse): void {
  if (low > high) throw refuse(`the lower bound ${low} is above the upper bound ${high}`, form);
  if (high - low > Number.MAX_SAFE_INTEGER) {
    throw refuse(`from ${low} to ${high} is too far`, `at most ${Number.MAX_SAFE_INTEGER} apart`);
  }
}
