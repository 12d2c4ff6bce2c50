import { DatabaseInUse } from '../database/clone.ts';
import { type AccessOptions, accessServer, type ServerAccess } from './server-access.ts';

/**
 * A command's hold of its server. Others are kept out of a user's database by a connection to it, and a database is
 * copied or renamed only while nobody is connected: for that the hold can be given up for a moment.
 */
export class ServerHold {
  readonly #options: AccessOptions;
  #server: ServerAccess;

  private constructor(options: AccessOptions, server: ServerAccess) {
    this.#options = options;
    this.#server = server;
  }

  static async take(options: AccessOptions): Promise<ServerHold> {
    return new ServerHold(options, await accessServer(options));
  }

  get server(): ServerAccess {
    return this.#server;
  }

  release(): Promise<void> {
    return this.#server.release();
  }

  /**
   * Lets go of the database for the time of the work, and takes it again. Should another bench command be quicker and
   * be in the way of the work, it is waited for, and the work done again. The embedded server stays held: its lock is
   * no connection to a dataset.
   */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    if (this.#server.isEmbedded) return work();
    for (;;) {
      await this.#server.release();
      try {
        const result = await work();
        await this.#takeBack();
        return result;
      } catch (error) {
        const passes = error instanceof DatabaseInUse && error.isByBench;
        if (passes) await this.#takeBack();
        else throw error;
      }
    }
  }

  async #takeBack(): Promise<void> {
    this.#server = await accessServer(this.#options);
  }
}
