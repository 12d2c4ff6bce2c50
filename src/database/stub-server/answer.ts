import {
  type Column,
  commandComplete,
  dataRow,
  emptyQuery,
  noData,
  rowDescription,
  type TransactionStatus,
} from './backend-messages.ts';

/** What the stub has to say to a statement: always the same, whatever the parameters. */
export interface Answer {
  /** RowDescription or NoData. */
  readonly description: Buffer;
  readonly hasRows: boolean;
  /** Rows and CommandComplete. */
  readonly result: Buffer;
  /** Parameters that the statement names. */
  readonly parameters: number;
  /** Whether a transaction is open afterwards; undefined where nothing changes. */
  readonly status: TransactionStatus | undefined;
}

/** The version that the stub claims: recent enough for everything here. */
export const stubVersion = { text: '18.0', number: '180000' } as const;

interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** Questions that the harness itself asks of a server. Everything else that returns rows returns a single 1. */
const known: readonly (readonly [pattern: RegExp, table: Table])[] = [
  [
    /server_version_num/,
    {
      columns: [
        { name: 'version', type: 'text' },
        { name: 'number', type: 'int4' },
      ],
      rows: [[stubVersion.text, stubVersion.number]],
    },
  ],
  [
    /\bpg_settings\b/,
    {
      columns: [
        { name: 'name', type: 'text' },
        { name: 'value', type: 'text' },
      ],
      rows: [],
    },
  ],
];
const anything: Table = { columns: [{ name: '?column?', type: 'int4' }], rows: [['1']] };

const commands: readonly (readonly [pattern: RegExp, tag: string, status?: TransactionStatus])[] = [
  [/^(begin|start transaction)\b/i, 'BEGIN', 'T'],
  [/^(commit|end)\b/i, 'COMMIT', 'I'],
  [/^(rollback|abort)\b/i, 'ROLLBACK', 'I'],
  [/^(set|reset)\b/i, 'SET'],
  [/^insert\b/i, 'INSERT 0 1'],
  [/^update\b/i, 'UPDATE 1'],
  [/^delete\b/i, 'DELETE 1'],
];

/** `RETURNING` has no rows here, and several statements in one text are answered as the first of them. */
export function answerTo(sql: string): Answer {
  const bare = sql.replace(/^(\s+|--.*|\/\*[\s\S]*?\*\/)*/, '');
  const parameters = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  if (bare === '') {
    return { description: noData, hasRows: false, result: emptyQuery, parameters, status: undefined };
  }
  const command = commands.find(([pattern]) => pattern.test(bare));
  if (command) {
    const [, tag, status] = command;
    return { description: noData, hasRows: false, result: commandComplete(tag), parameters, status };
  }
  const { columns, rows } = known.find(([pattern]) => pattern.test(bare))?.[1] ?? anything;
  return {
    description: rowDescription(columns),
    hasRows: true,
    result: Buffer.concat([...rows.map(dataRow), commandComplete(`SELECT ${rows.length}`)]),
    parameters,
    status: undefined,
  };
}
