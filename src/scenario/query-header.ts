import type { BenchError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';
import { type DomainName, domainStrata } from '../population/domain.ts';
import type { ParameterDeclaration } from './query.ts';
import type { SourceText } from './source-text.ts';
import type { SqlToken } from './sql-tokens.ts';

/** What the comment lines above the SQL say. */
export interface QueryHeader {
  summary: string;
  parameters: DeclaredParameter[];
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
  refuse(message: string, next: string): BenchError;
}

/** What may follow `-- @`. A new kind of declaration is a new entry. */
const directives: Record<string, (use: DirectiveUse) => void> = {
  param: declareParameter,
};

const directiveNames = Object.keys(directives).map((name) => `@${name}`);
const directiveLine = /^@(\S*)\s*(.*)$/;
const parameterName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const domainNames = Object.keys(domainStrata);

/** Reads the tokens before the first that is neither white space nor a `--` comment. */
export function parseHeader(tokens: readonly SqlToken[], source: SourceText): QueryHeader {
  const header: QueryHeader = { summary: '', parameters: [] };
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
    directive({ argument: argument!, offset, header, refuse });
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

/** `@param name domain` */
function declareParameter({ argument, offset, header, refuse }: DirectiveUse): void {
  const [name = '', domain = '', ...rest] = argument.split(/\s+/);
  if (!parameterName.test(name) || domain === '' || rest.length > 0) {
    throw refuse(
      `cannot read the parameter "${argument}"`,
      `write -- @param <name> <domain>, the name of letters, digits and underscores; domains: ${domainNames.join(', ')}`,
    );
  }
  if (header.parameters.some((parameter) => parameter.name === name)) {
    throw refuse(`the parameter "${name}" is declared twice`, 'keep one: a parameter may be used many times');
  }
  if (!isDomainName(domain)) {
    throw refuse(`unknown domain "${domain}" of the parameter "${name}"`, suggestion(domain, domainNames));
  }
  header.parameters.push({ name, domain, offset });
}

function isDomainName(name: string): name is DomainName {
  return Object.hasOwn(domainStrata, name);
}
