import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { type Finding, renderFindings, renderVerdict } from './diagnosis.ts';
import { columnsOf } from './text.ts';

const ok: Finding = { level: 'ok', title: 'Node.js', text: '20.19.5' };
const warning: Finding = {
  level: 'warning',
  title: 'load of the machine',
  text: 'other programs keep 1.8 of 2 processors busy, and take them from what is measured',
  mend: 'end them, or measure on a machine that has nothing else to do',
};
const wrong: Finding = { level: 'wrong', title: 'version', text: 'too old', mend: 'use a newer one' };

it('puts titles and texts in columns, and mends below', () => {
  expect(renderFindings('Machine', [ok, warning], { color: false, width: 80 })).toBe(
    [
      'Machine',
      '  ok       Node.js              20.19.5',
      '  warning  load of the machine  other programs keep 1.8 of 2 processors busy,',
      '                                and take them from what is measured',
      '                                → end them, or measure on a machine that has',
      '                                  nothing else to do',
    ].join('\n'),
  );
});

it('fits its width, and colour changes nothing but colours', () => {
  for (const width of [80, 100, 120, 200]) {
    const text = renderFindings('Machine', [ok, warning, wrong], { color: false, width });
    expect(text.split('\n').filter((line) => columnsOf(line) > width)).toEqual([]);
    const coloured = renderFindings('Machine', [ok, warning, wrong], { color: true, width });
    expect(stripVTControlCharacters(coloured)).toBe(text);
  }
});

it('sums up', () => {
  const verdict = (...findings: Finding[]) => renderVerdict(findings, { color: false, width: 80 });
  expect(verdict(ok, ok)).toBe('all is well');
  expect(verdict(ok, warning)).toBe('nothing is wrong, 1 warning');
  expect(verdict(wrong, warning, warning)).toBe('1 thing is wrong, 2 warnings');
  expect(verdict(wrong, wrong)).toBe('2 things are wrong');
});
