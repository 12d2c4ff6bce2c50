/**
 * What users did about one thing, in columns: who did it, when, and to whom or what, where that is not the thing
 * itself. Memory that is used again for the next thing, so that
 * millions of them cost no allocation.
 */
export class Reactions {
  count = 0;
  user = new Uint32Array(64);
  timeMs = new Float64Array(64);
  object = new Uint32Array(64);

  clear(): void {
    this.count = 0;
  }

  add(user: number, timeMs: number, object = 0): void {
    if (this.count === this.user.length) this.#grow();
    const at = this.count++;
    this.user[at] = user;
    this.timeMs[at] = timeMs;
    this.object[at] = object;
  }

  #grow(): void {
    const { user, timeMs, object } = this;
    this.user = new Uint32Array(user.length * 2);
    this.user.set(user);
    this.timeMs = new Float64Array(timeMs.length * 2);
    this.timeMs.set(timeMs);
    this.object = new Uint32Array(object.length * 2);
    this.object.set(object);
  }
}
