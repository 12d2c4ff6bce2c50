import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const script = `
  const [module, home] = process.argv.slice(1);
  const { acquireEmbedded } = await import(module);
  const say = (message) => process.stdout.write(message + '\\n');
  process.stdin.on('end', () => process.exit()).resume(); // the test was killed
  const server = await acquireEmbedded({ home, command: 'test', onWait: (message) => say('wait ' + message) });
  say('acquired ' + server.lifetime);
  process.stdin.once('data', async () => {
    await server.release();
    say('released');
    process.stdin.destroy();
  });`;

/** A command in a process of its own that takes the embedded server and keeps it. */
export class CommandProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #stderr = '';
  #changed = () => {};

  constructor(module: string, home: string, user?: { uid: number; gid: number }) {
    const args = ['--input-type=module', '-e', script, module, home];
    this.#child = spawn(process.execPath, args, { stdio: 'pipe', cwd: '/', ...user });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.#lines.push(line);
      this.#changed();
    });
    this.#child.stderr!.on('data', (text) => {
      this.#stderr += text;
    });
    this.#child.on('exit', () => this.#changed());
    this.#child.stdin!.on('error', () => {});
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** What it has said so far. */
  get said(): readonly string[] {
    return this.#lines;
  }

  /** The first line that starts with the word. Rejects when the process ends without saying it. */
  async says(word: string): Promise<string> {
    for (;;) {
      const line = this.#lines.find((line) => line.startsWith(word));
      if (line) return line;
      if (this.#child.exitCode !== null || this.#child.signalCode) throw new Error(`ended: ${this.#stderr}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async release(): Promise<void> {
    this.#child.stdin!.write('release\n');
    await this.says('released');
    await this.#exit();
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit();
  }

  async #exit(): Promise<void> {
    if (this.#child.exitCode === null && !this.#child.signalCode) await once(this.#child, 'exit');
  }
}
