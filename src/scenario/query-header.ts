import type { BenchError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import type { ParameterDeclaration } from './query.ts';
import type { SourceText } from './source-text.ts';
import type { SqlToken } from './sql-tokens.ts';
import { parseValueSources, sourceForms } from './value-source.ts';

/** What the comment lines above the SQL say. */
export interface QueryHeader {
  summary: string;
  parameters: DeclaredParameter[];
  writes: boolean;
  once: boolean;
  needs: string[];
}

export interface DeclaredParameter extends ParameterDeclaration {
  /** Where its directive stands. */
  offset: number;
}

interface DirectiveUse {
  /** What follows the directive's name. */
  argument: string;
  offset: number;
  header: QueryHeader;
  source: SourceText;
  refuse(message: string, next: string): BenchError;
}

/** What may follow `-- @`. A new kind of declaration is a new entry. */
const directives: Record<string, (use: DirectiveUse) => void> = {
  param: declareParameters,
  writes: declareWrites,
  once: declareOnce,
  needs: declareNeeds,
};

const directiveNames = Object.keys(directives).map((name) => `@${name}`);
const directiveLine = /^@(\S*)\s*(.*)$/;
const name = '[A-Za-z_][A-Za-z0-9_]*';
/** `name source`, or `name, name source`. */
const declaration = new RegExp(`^(${name}(?:\\s*,\\s*${name})*)\\s+(.+)$`);
/** A variant as its folder is named: `covering-feed`. */
const variantName = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Reads the tokens before the first that is neither white space nor a `--` comment. */
export function parseHeader(tokens: readonly SqlToken[], source: SourceText): QueryHeader {
  const header: QueryHeader = { summary: '', parameters: [], writes: false, once: false, needs: [] };
  const summary: string[] = [];
  let inSummary = true;
  for (const { text, offset } of tokens.filter(({ kind }) => kind === 'line comment')) {
    const line = commentLine(text);
    const [, name, argument] = directiveLine.exec(line) ?? [];
    if (name === undefined) {
      if (line === '') inSummary &&= summary.length === 0;
      else if (inSummary) summary.push(line);
      continue;
    }
    inSummary = false;
    const refuse = (message: string, next: string) => source.error(offset, message, next);
    const directive = Object.hasOwn(directives, name) ? directives[name] : undefined;
    if (!directive) throw refuse(`unknown directive "@${name}"`, suggestion(`@${name}`, directiveNames));
    directive({ argument: argument!, offset, header, source, refuse });
  }
  header.summary = summary.join(' ');
  return header;
}

/** Whether a `--` comment is a directive, and so belongs into the header. */
export function isDirective(comment: string): boolean {
  const name = directiveLine.exec(commentLine(comment))?.[1];
  return name !== undefined && Object.hasOwn(directives, name);
}

function commentLine(comment: string): string {
  return comment.replace(/^--+/, '').trim();
}

/** `@param name source`; several names for the columns of one list: `@param id, author from (select ...)`. */
function declareParameters({ argument, offset, header, source, refuse }: DirectiveUse): void {
  const [, list, text] = declaration.exec(argument) ?? [];
  if (list === undefined || text === undefined) {
    throw refuse(
      `cannot read the parameter "${argument}"`,
      `write -- @param <name> <source>, the name of letters, digits and underscores; the source ${sourceForms}`,
    );
  }
  const names = list.split(/\s*,\s*/);
  names.forEach((name, i) => {
    if (header.parameters.some((parameter) => parameter.name === name) || names.indexOf(name) < i) {
      throw refuse(
        `the parameter "${name}" is declared twice`,
        'keep one: a parameter may be used many times',
      );
    }
  });
  const at = source.text.indexOf(argument, offset) + argument.length - text.length;
  parseValueSources(text, at, names, source).forEach((valueSource, i) => {
    header.parameters.push({ name: names[i]!, source: valueSource, offset });
  });
}

/** `@writes` */
function declareWrites({ argument, header, refuse }: DirectiveUse): void {
  if (argument !== '') {
    throw refuse(`@writes is followed by "${argument}"`, 'write -- @writes alone');
  }
  header.writes = true;
}

/** `@once`: what is used up has been written to. */
function declareOnce({ argument, header, refuse }: DirectiveUse): void {
  if (argument !== '') throw refuse(`@once is followed by "${argument}"`, 'write -- @once alone');
  header.once = true;
  header.writes = true;
}

/** `@needs counters timeline` */
function declareNeeds({ argument, header, refuse }: DirectiveUse): void {
  const how = 'write -- @needs <variant>, several with spaces between them: any one of them will do';
  if (header.needs.length > 0) throw refuse('@needs is declared twice', 'name all variants in one line');
  if (argument === '') throw refuse('@needs names no variant', how);
  for (const name of argument.split(/\s+/)) {
    if (!variantName.test(name)) throw refuse(`"${name}" is no name of a variant`, how);
    if (header.needs.includes(name)) throw refuse(`the variant "${name}" is named twice`, 'keep one');
    header.needs.push(name);
  }
}
