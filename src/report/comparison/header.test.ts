import pc from 'picocolors';
import { expect, it } from 'vitest';
import { comparisonCases } from '../testing/comparison-cases.ts';
import { sampleComparison } from '../testing/sample-comparison.ts';
import type { Comparison } from './comparison.ts';
import { renderComparisonHeader } from './header.ts';

const { server } = sampleComparison().servers[0]!;

function serversLine(...servers: { name: string; version?: string; address?: string }[]): string {
  const compared = servers.map(({ name, version = '18.4', address }) => ({
    name,
    server: { ...server, version, ...(address ? { embedded: false, address } : {}) },
  }));
  const header = renderComparisonHeader(sampleComparison({ servers: compared }), pc.createColors(false), 120);
  return header.find((line) => line.startsWith('PostgreSQL'))!.split(' · ')[0]!;
}

it('names what the servers differ by, and nothing else', () => {
  expect(serversLine({ name: '18' })).toBe('PostgreSQL 18.4 embedded');
  expect(serversLine({ name: '16', version: '16.10' }, { name: '18' })).toBe(
    'PostgreSQL 16.10 embedded and 18.4 embedded',
  );
  expect(serversLine({ name: 'new', address: 'db.example/shop' }, { name: '18' })).toBe(
    'PostgreSQL new: 18.4 at db.example/shop and 18.4 embedded',
  );
});

it('counts servers that only their settings tell apart', () => {
  const names = ['embedded shared-buffers-32mb', 'embedded uuidv7+shared-buffers-32mb'];
  expect(serversLine(...names.map((name) => ({ name })))).toBe('PostgreSQL 18.4 embedded, 2 servers');
});

it('says how it was measured', () => {
  const { rewrite, mix } = comparisonCases;
  const methodOf = (comparison: Comparison) =>
    renderComparisonHeader(comparison, pc.createColors(false), 200)[0]!
      .split('  ')[1]!
      .replaceAll('\u00A0', ' ');
  expect(methodOf(rewrite)).toBe(
    'service time of paired operations in blocks of 1.0 s, 2 clients, what matters: 5 %',
  );
  expect(methodOf(mix)).toBe('throughput in slices of 2.0 s, 2 clients, what matters: 5 %');
  const cold = { ...rewrite, options: { ...rewrite.options, stratum: 'cold' } };
  expect(methodOf(cold)).toContain('2 clients, only parameters of class cold, what matters');
  const both = { ...rewrite, scenarios: [...rewrite.scenarios, ...mix.scenarios] };
  expect(methodOf(both)).toBe(
    'service time of paired operations in blocks of 1.0 s, 2 clients; throughput in slices of 2.0 s, 2 clients, what matters: 5 %',
  );
});
