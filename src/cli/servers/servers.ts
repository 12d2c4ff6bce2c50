import { settleAll } from '../../core/concurrency.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { resolveInstance } from '../../database/embedded/instance.ts';
import { installVersion } from '../../database/embedded/version-install.ts';
import { resolveTarget } from '../../database/target.ts';
import type { AccessOptions } from '../server-access.ts';
import { ServerHold } from '../server-hold.ts';
import type { ServerRequest } from './server-request.ts';

/** What all servers of a command have in common. */
export interface ServersOptions extends Omit<AccessOptions, 'url' | 'instance' | 'isShared'> {
  /** Told when a version is fetched that is not installed. */
  onFetch(message: string): void;
}

/** The servers of one command, all held until released. */
export class Servers {
  readonly #holds: ReadonlyMap<string, ServerHold>;
  readonly #keys: ReadonlyMap<string, string>;

  private constructor(holds: ReadonlyMap<string, ServerHold>, keys: ReadonlyMap<string, string>) {
    this.#holds = holds;
    this.#keys = keys;
  }

  /**
   * Takes every server that is asked for, once: requests that mean the same server share its hold. Versions that are not
   * installed are fetched first. Where one cannot be had, those taken before it are released.
   */
  static async take(requests: readonly ServerRequest[], options: ServersOptions): Promise<Servers> {
    const keyed = requests.map((request) => ({ request, key: keyOf(request) }));
    for (const { request } of keyed) await fetchVersion(request, options);
    const holds = new Map<string, ServerHold>();
    const servers = new Servers(holds, new Map(keyed.map(({ request, key }) => [request.name, key])));
    try {
      // In one order for all commands: two that want the same servers must not wait for each other in a ring.
      for (const { request, key } of keyed.sort((a, b) => (a.key < b.key ? -1 : 1))) {
        const { url, instance } = request;
        if (!holds.has(key)) holds.set(key, await ServerHold.take({ ...options, url, instance }));
      }
      return servers;
    } catch (error) {
      await servers.release().catch(() => {});
      throw error;
    }
  }

  /** The hold of the request of this name. */
  hold(name: string): ServerHold {
    const hold = this.#holds.get(this.#keys.get(name) ?? '');
    if (!hold) throw new Error(`no server was asked for by the name ${name}`);
    return hold;
  }

  /** Stops or lets go of all of them, also when one of them makes trouble, whose error is thrown at the end. */
  async release(): Promise<void> {
    await settleAll([...this.#holds.values()].map((hold) => hold.release()));
  }
}

/** Equal for requests that mean the same server; the default embedded one sorts before its instances. */
function keyOf({ url, instance }: ServerRequest): string {
  const target = resolveTarget(url, process.env);
  if (target.kind === 'server') return `server ${target.address}`;
  return `embedded ${resolveInstance(resolveHome(process.env), instance).folder}`;
}

async function fetchVersion({ url, instance }: ServerRequest, { onFetch, signal }: ServersOptions) {
  if (instance?.version === undefined || resolveTarget(url, process.env).kind === 'server') return;
  await installVersion({ home: resolveHome(process.env), major: instance.version, onFetch, signal });
}
