import { withConnection } from '../../database/connect.ts';
import { type ServerFacts, serverFacts } from '../../database/server-facts.ts';
import { serverSettingsOf, type VariantComposition } from '../../database/variants/composition.ts';
import type { DatasetRequest } from '../dataset.ts';
import { bringTo } from '../load/warming.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { ServerHold } from '../server-hold.ts';
import type { ServerRequest } from '../servers/server-request.ts';
import { Servers } from '../servers/servers.ts';
import { prepareVariant, type ReadyVariant } from '../variants/ready-variant.ts';
import type { ArmPlan } from './arms.ts';

/** A variant on a server: what arms with the same two share. */
export interface Design {
  /** `covering-feed`, or `covering-feed@17` on one of several servers. */
  readonly name: string;
  /** The server's name, as results have it. */
  readonly server: string;
  readonly variant: VariantComposition;
  readonly ready: ReadyVariant;
  readonly hold: ServerHold;
  readonly facts: ServerFacts;
}

interface Context {
  readonly url: string | undefined;
  readonly servers: readonly ServerRequest[] | undefined;
  readonly request: DatasetRequest;
  readonly command: string;
  readonly line: ProgressLine;
  readonly signal: AbortSignal;
}

type Place = Pick<ArmPlan, 'server' | 'variant'>;

/** All designs of a comparison, made ready and warm, and the servers that they are on. */
export class Designs {
  readonly #servers: Servers;
  readonly #context: Context;
  readonly #designs = new Map<string, Design>();

  private constructor(servers: Servers, context: Context) {
    this.#servers = servers;
    this.#context = context;
  }

  /** Takes the servers and makes the variants. What was taken is released when that fails. */
  static async ready(places: readonly Place[], context: Context): Promise<Designs> {
    const { command, line, signal } = context;
    const note = (message: string) => line.print(message);
    const requests = [...new Map(places.map((place) => [keyOf(place), requestOf(place, context)])).values()];
    const servers = await Servers.take(requests, { command, onWait: note, onFetch: note, signal });
    const designs = new Designs(servers, context);
    try {
      for (const place of places) await designs.#prepare(place);
      return designs;
    } catch (error) {
      await servers.release().catch(() => {});
      throw error;
    }
  }

  /** Makes more designs ready, on the server of one that is. Nobody may be connected to what they are made of. */
  async add(places: readonly Place[], beside: Design): Promise<void> {
    for (const place of places) await this.#prepare(place, beside.hold);
  }

  get all(): readonly Design[] {
    return [...this.#designs.values()];
  }

  of(place: Place): Design {
    return this.#designs.get(keyOf(place))!;
  }

  /** A copy of the design that may be written to; `copy.drop()` is the caller's. */
  async writable({ variant, hold }: Design): Promise<ReadyVariant> {
    return prepareVariant({ ...this.#context, hold }, variant, { forWrites: true });
  }

  /** Why a server crashed, if its log says so. */
  lastWords(): string | undefined {
    return this.all.map(({ hold }) => hold.server.lastWords()).find((words) => words !== undefined);
  }

  release(): Promise<void> {
    return this.#servers.release();
  }

  async #prepare(place: Place, held?: ServerHold): Promise<void> {
    const key = keyOf(place);
    if (this.#designs.has(key)) return;
    const hold = held ?? this.#servers.hold(key);
    const ready = await prepareVariant({ ...this.#context, hold }, place.variant, { forWrites: false });
    const { config, address } = ready.database;
    await bringTo('warm', ready.database, true);
    const facts = await withConnection(config, address, serverFacts);
    const name = place.server === '' ? place.variant.name : `${place.variant.name}@${place.server}`;
    const server = place.server || (hold.server.isEmbedded ? 'embedded' : withoutDatabase(address));
    this.#designs.set(key, {
      name,
      server: serverName(server, place.variant),
      variant: place.variant,
      ready,
      hold,
      facts,
    });
  }
}

/** A server has many databases: its address is without them. */
function withoutDatabase(address: string): string {
  return address.slice(0, address.lastIndexOf('/'));
}

/** Settings that need a start make a server of its own. */
function serverName(server: string, variant: VariantComposition): string {
  return hasOwnServer(variant) ? `${server} ${variant.name}` : server;
}

function hasOwnServer(variant: VariantComposition): boolean {
  return Object.keys(serverSettingsOf(variant)).length > 0;
}

function keyOf({ server, variant }: Place): string {
  return JSON.stringify([server, variant.name]);
}

function requestOf(place: Place, { url, servers }: Context): ServerRequest {
  const given: ServerRequest = servers?.find(({ name }) => name === place.server) ?? { name: '', url };
  const settings = serverSettingsOf(place.variant);
  const instance = hasOwnServer(place.variant) ? { ...given.instance, settings } : given.instance;
  return { ...given, name: keyOf(place), ...(instance && { instance }) };
}
