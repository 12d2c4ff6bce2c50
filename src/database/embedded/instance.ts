import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { usageError } from '../../core/errors.ts';
import { findPlatformPackage } from './binaries.ts';
import { dataFolderOf } from './cluster.ts';

/** An embedded server of its own beside the default one. Empty, or with the default's own version: the default one. */
export interface InstanceRequest {
  /** PostgreSQL's major version; the default server's when left out. */
  readonly version?: number;
  /** Settings that the server is started with, on top of the tuned ones: `{ shared_buffers: '32MB' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Where an embedded server lives, and what distinguishes it. */
export interface Instance {
  /** `default`, `16`, `18-0c1d2e3f`: the name of its folder. */
  readonly name: string;
  readonly isDefault: boolean;
  readonly major: number;
  /** In name order. */
  readonly settings: Readonly<Record<string, string>>;
  /** Its log, its socket and its data are in here; for the default server, the harness's home itself. */
  readonly folder: string;
  readonly dataFolder: string;
}

/** The folder of all servers but the default one. */
export function instancesFolderOf(home: string): string {
  return join(home, 'instances');
}

/**
 * The server that a request means: one for each version and set of settings, whatever their order. Throws a usage error
 * for settings that the harness itself needs, or that are none. Makes nothing.
 */
export function resolveInstance(home: string, request: InstanceRequest = {}): Instance {
  const settings = inOrder(request.settings ?? {});
  const ownMajor = findPlatformPackage().major;
  const major = request.version ?? ownMajor;
  const isDefault = major === ownMajor && Object.keys(settings).length === 0;
  const name = isDefault ? 'default' : nameOf(major, settings);
  const folder = isDefault ? home : join(instancesFolderOf(home), name);
  return { name, isDefault, major, settings, folder, dataFolder: dataFolderOf(folder, major) };
}

/** For messages: `PostgreSQL 16 with shared_buffers = 32MB`. */
export function describeInstance({ major, settings }: Pick<Instance, 'major' | 'settings'>): string {
  const given = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `PostgreSQL ${major}${given.length > 0 ? ` with ${given.join(', ')}` : ''}`;
}

function nameOf(major: number, settings: Readonly<Record<string, string>>): string {
  const entries = Object.entries(settings);
  if (entries.length === 0) return String(major);
  const digest = createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 8);
  return `${major}-${digest}`;
}

/** Names as PostgreSQL reads them: it does not distinguish case. */
function inOrder(settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings).map(
    ([name, value]) => [name.trim().toLowerCase(), value] as const,
  );
  for (const [name] of entries) requireAllowed(name);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the harness decides: where the server is, who reaches it, and by what it is recognised. */
const reserved =
  /^(listen_addresses|port|unix_socket_.*|cluster_name|data_directory|(config|hba|ident|external_pid)_file|logging_collector|bench\..*)$/;

function requireAllowed(name: string): void {
  if (!/^[a-z_][a-z0-9_$.]*$/.test(name)) {
    throw usageError(
      `"${name}" is not the name of a server setting`,
      'give one such as shared_buffers or io_method',
    );
  }
  if (reserved.test(name)) {
    throw usageError(
      `the server setting ${name} is the harness's own: it keeps the server reachable and private`,
      'leave it out',
    );
  }
}
