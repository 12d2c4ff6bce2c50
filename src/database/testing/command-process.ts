import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Node 20 does not run TypeScript: the embedded server alone, compiled, for other processes to import. */
export class CompiledServer {
  readonly #folder: string;

  constructor() {
    const cache = join(root, 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    this.#folder = mkdtempSync(join(cache, 'bench-test-'));
    chmodSync(this.#folder, 0o755);
    const project = join(this.#folder, 'tsconfig.json');
    const entry = join(root, 'src', 'database', 'embedded', 'lease.ts');
    const config = {
      extends: join(root, 'tsconfig.build.json'),
      compilerOptions: {
        rootDir: join(root, 'src'),
        outDir: this.#folder,
        typeRoots: [join(root, 'node_modules', '@types')],
      },
      files: [entry],
      include: [],
    };
    writeFileSync(project, JSON.stringify(config));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout);
  }

  get module(): string {
    return join(this.#folder, 'database', 'embedded', 'lease.js');
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

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
