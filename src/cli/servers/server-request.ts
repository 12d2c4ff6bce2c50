import { usageError } from '../../core/errors.ts';
import { type InstanceRequest, resolveInstance } from '../../database/embedded/instance.ts';
import { resolveTarget } from '../../database/target.ts';

/** A server that a command wants, by the name its arm has in results. */
export interface ServerRequest {
  /** `16`, `default`, `db.example:5432/shop`: holds no password. */
  readonly name: string;
  /** As for `--url`; left out, the environment and then the embedded server decide. */
  readonly url?: string | undefined;
  readonly instance?: InstanceRequest | undefined;
}

/**
 * The value of `--servers`: `16,17,default,postgres://me@db.example/shop`. A number is a major version of the embedded
 * server, whatever DATABASE_URL says; a comma within a URL is written %2C. Throws a usage error for what is none of these, and for a server named twice.
 */
export function parseServers(text: string): ServerRequest[] {
  const requests = text.split(',').map((part) => parseServer(part.trim(), text.includes('://')));
  const known = new Map<string, string>();
  for (const { name, instance } of requests) {
    const server = instance ? resolveInstance('', instance).name : name;
    const earlier = known.get(server);
    if (earlier === name) throw usageError(`the server ${name} is named twice`, 'name each server once');
    if (earlier) throw usageError(`${earlier} and ${name} are the same server`, `leave out one of them`);
    known.set(server, name);
  }
  return requests;
}

/** Beside a URL nothing is shown: what follows a comma within it may be the rest of a password. */
function parseServer(text: string, isBesideUrl: boolean): ServerRequest {
  if (text === 'default') return { name: text, url: 'embedded', instance: {} };
  if (/^\d{1,3}$/.test(text)) return { name: text, url: 'embedded', instance: { version: Number(text) } };
  if (text.includes('://')) {
    const target = resolveTarget(text, process.env);
    if (target.kind === 'server') return { name: target.address, url: text };
  }
  throw usageError(
    isBesideUrl ? '--servers has a part that is no server' : `"${text}" is no server`,
    'give major versions of PostgreSQL, default, or URLs: --servers 16,17,postgres://me@db.example/shop',
  );
}
