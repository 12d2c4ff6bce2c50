import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { packagePath } from '../core/package-root.ts';

/** The program itself, as a result names it. */
export function harness(): { version: string } {
  const { version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string };
  return { version };
}

/** The commit of the checkout, with `-dirty` when files differ from it; null outside a checkout. */
export function harnessCommit(): string | null {
  try {
    const text = execFileSync(
      'git',
      ['-C', packagePath(), 'describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    return text.trim() || null;
  } catch {
    return null;
  }
}
