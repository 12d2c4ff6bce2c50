import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../../bin/bench.js', import.meta.url));

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** The program as people start it, with none of the caller's settings for PostgreSQL. */
export class BenchProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], environment: Record<string, string> = {}) {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(PG|DATABASE_URL$|BENCH_)/.test(name),
    );
    this.#child = spawn(process.execPath, [launcher, ...args], {
      env: { ...Object.fromEntries(inherited), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout!.on('data', (text) => {
      this.#stdout += text;
    });
    this.#child.stderr!.on('data', (text) => {
      this.#stderr += text;
    });
    this.#ended = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** What it has written to stderr so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Closes our end of its stdout, as `| head` does. */
  stopReading(): void {
    this.#child.stdout!.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async ended(): Promise<Ended> {
    await this.#ended;
    return { exitCode: this.#child.exitCode, stdout: this.#stdout, stderr: this.#stderr };
  }
}

export function bench(...args: string[]): Promise<Ended> {
  return new BenchProcess(args).ended();
}
