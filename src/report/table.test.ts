import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { minimumWidth, renderTable, type Table } from './table.ts';
import { columnsOf } from './text.ts';

const table: Table = {
  columns: [
    { title: 'variant', narrow: 'cut' },
    { title: 'rows', align: 'right', group: 'size' },
    { title: 'bytes', align: 'right', group: 'size' },
    { title: 'summary', narrow: 'wrap' },
  ],
  rows: [
    ['baseline', '10,000', '4.2 MB', 'as specified'],
    [
      'brin-on-a-column-with-a-long-name',
      '1',
      '12 kB',
      'a block-range index in place of the B-tree, for time',
    ],
    ['日本語', '', '', ''],
  ],
};

it('lays a table out', () => {
  expect(renderTable(table, { color: false, width: 120 })).toMatchSnapshot('wide');
  expect(renderTable(table, { color: false, width: 64 })).toMatchSnapshot('narrow');
  expect(renderTable({ ...table, indent: 0, rows: [] }, { color: false, width: 80 })).toMatchSnapshot(
    'empty',
  );
});

it('fits every width from its minimum on, and colour changes no layout', () => {
  for (let width = minimumWidth(table); width < 130; width++) {
    const plain = renderTable(table, { color: false, width });
    expect(Math.max(...plain.split('\n').map(columnsOf))).toBeLessThanOrEqual(width);
    expect(stripVTControlCharacters(renderTable(table, { color: true, width }))).toBe(plain);
  }
});
