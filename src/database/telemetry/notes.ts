import type { TelemetryNote } from './record.ts';

/** What there is to say about a record, each thing once. */
export class Notes {
  readonly #notes: TelemetryNote[] = [];

  get all(): readonly TelemetryNote[] {
    return this.#notes;
  }

  add(note: TelemetryNote): void {
    if (!this.#notes.some(({ text }) => text === note.text)) this.#notes.push(note);
  }
}
