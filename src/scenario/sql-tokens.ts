/**
 * Just enough of PostgreSQL's lexer (scan.l, with standard_conforming_strings on) to tell SQL text from what must
 * not be touched in it: literals, quoted identifiers, comments and dollar-quoted bodies. The tokens of a text,
 * joined, are the text.
 */

export type SqlTokenKind =
  | 'space'
  | 'line comment'
  | 'block comment'
  | 'string'
  | 'quoted identifier'
  | 'dollar-quoted string'
  | 'word'
  | 'number'
  /** `:name`, see {@link sqlTokens}. */
  | 'parameter'
  /** `$1`. */
  | 'position'
  /** `::` or `:=`, or one character. */
  | 'symbol';

export interface SqlToken {
  kind: SqlTokenKind;
  text: string;
  /** Where the token begins, in UTF-16 units. */
  offset: number;
  /** Whether the token lacks its closing quote or comment mark; then it reaches to the end of the text. */
  unterminated: boolean;
}

const wordStart = 'A-Za-z_\\u0080-\\uffff';
const space = /[ \t\n\r\f\v]+/y;
const lineComment = /--[^\n\r]*/y;
const blockCommentMark = /\/\*|\*\//g;
const word = new RegExp(`[${wordStart}][${wordStart}0-9$]*`, 'y');
const number = /\d[\w.]*/y;
const position = /\$\d+/y;
const parameter = new RegExp(`:[${wordStart}][${wordStart}0-9]*`, 'y');
const dollarQuote = new RegExp(`\\$(?:[${wordStart}][${wordStart}0-9]*)?\\$`, 'y');
const quoted = /'(?:[^']|'')*(')?/y;
const escaped = /'(?:[^'\\]|\\.|'')*(')?/sy;
const quotedIdentifier = /"(?:[^"]|"")*(")?/y;
const symbol = /::|:=|./suy;
/** After an escape string: its continuation on a later line, where backslashes still escape. */
const continuation = /[ \t\f\v]*(?:--[^\n\r]*)?[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*(?=')/y;

const operands: ReadonlySet<SqlTokenKind> = new Set<SqlTokenKind>([
  'string',
  'quoted identifier',
  'dollar-quoted string',
  'word',
  'number',
  'parameter',
]);

/**
 * Splits SQL into tokens. A colon before a name makes a parameter unless it touches a word, a literal or a closing
 * bracket on its left: there it belongs to an array slice (`a[1:n]`) or a JSON key (`json_object('k':v)`), and `$1`
 * put in its place would grow together with the word.
 */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let offset = 0;
  while (offset < text.length) {
    const token = tokenAt(text, offset, tokens.at(-1));
    tokens.push(token);
    offset += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, offset: number, before: SqlToken | undefined): SqlToken {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
  const token = (kind: SqlTokenKind, content: string, unterminated = false): SqlToken => ({
    kind,
    text: content,
    offset,
    unterminated,
  });
  const plain = (kind: SqlTokenKind, pattern: RegExp): SqlToken => token(kind, match(pattern)![0]);
  const first = text[offset]!;
  const pair = text.slice(offset, offset + 2);

  if (pair === '--') return plain('line comment', lineComment);
  if (pair === '/*') {
    const end = blockCommentEnd(text, offset);
    return token('block comment', text.slice(offset, end), end === undefined);
  }
  if (first === "'") {
    const end = before && isEscapePrefix(before) ? escapeStringEnd(text, offset) : undefined;
    if (end) return token('string', text.slice(offset, end.offset), end.unterminated);
    const string = match(quoted)!;
    return token('string', string[0], !string[1]);
  }
  if (first === '"') {
    const identifier = match(quotedIdentifier)!;
    return token('quoted identifier', identifier[0], !identifier[1]);
  }
  if (first === '$') {
    if (match(position)) return plain('position', position);
    const tag = match(dollarQuote)?.[0];
    if (tag) {
      const close = text.indexOf(tag, offset + tag.length);
      const end = close < 0 ? undefined : close + tag.length;
      return token('dollar-quoted string', text.slice(offset, end), end === undefined);
    }
  }
  if (first === ':' && !(before && isOperand(before)) && match(parameter))
    return plain('parameter', parameter);
  if (match(space)) return plain('space', space);
  if (match(word)) return plain('word', word);
  if (match(number)) return plain('number', number);
  return plain('symbol', symbol);
}

/** The end of a comment that may nest, or undefined when it never closes. */
function blockCommentEnd(text: string, offset: number): number | undefined {
  blockCommentMark.lastIndex = offset;
  let depth = 0;
  for (let mark = blockCommentMark.exec(text); mark; mark = blockCommentMark.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return blockCommentMark.lastIndex;
  }
  return undefined;
}

/** The end of an E'...' string with all its continuations. */
function escapeStringEnd(text: string, offset: number): { offset: number; unterminated: boolean } {
  for (;;) {
    escaped.lastIndex = offset;
    const closed = escaped.exec(text)?.[1] !== undefined;
    if (!closed) return { offset: text.length, unterminated: true };
    const end = escaped.lastIndex;
    continuation.lastIndex = end;
    if (!continuation.test(text)) return { offset: end, unterminated: false };
    offset = continuation.lastIndex;
  }
}

function isEscapePrefix(token: SqlToken): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === 'e';
}

function isOperand(token: SqlToken): boolean {
  return operands.has(token.kind) || token.text === ')' || token.text === ']';
}
