import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What every variant.json must have. */
export const common = { kind: 'index', summary: 'Some.', wins: 'Time.', costs: 'Room.' };

/** A folder of variants for one test. */
export class VariantFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'bench-variants-'));

  /** Adds a variant of these files; returns its folder. A `null` leaves a key of {@link common} out. */
  add(name: string, files: Readonly<Record<string, string>>, description: object = {}): string {
    const all = { ...common, ...description };
    const json = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    this.#write(name, { ...files, 'variant.json': JSON.stringify(json) });
    return join(this.path, name);
  }

  /** Adds one whose `variant.json` is this text. */
  addText(name: string, text: string): void {
    this.#write(name, { 'variant.json': text, 'a.sql': 'SELECT 1' });
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }

  #write(name: string, files: Readonly<Record<string, string>>): void {
    for (const [file, content] of Object.entries(files)) {
      const path = join(this.path, name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
}
