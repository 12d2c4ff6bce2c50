import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentError } from '../../core/errors.ts';
import { type ServerIdentity, spawnAs } from './identity.ts';

/** `owned`: ends with the command that started it, however that ends. `persistent`: runs until stopped. */
export type Lifetime = 'owned' | 'persistent';

/**
 * Runs the server and watches standard input, whose other end the command holds and the kernel closes when the
 * command dies, be it by `kill -9`. A line on it asks for an orderly stop and allows time for its checkpoint, or, if
 * it says `now`, for none; its end gives the server 3 s, after which it must recover at its next start.
 */
const supervisor = `
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
(
  if read -r how <&3; then patience=1200; else patience=30; fi
  if [ "$how" = now ]; then patience=0; else kill -INT $server; fi
  while [ $patience -gt 0 ] && kill -0 $server 2>/dev/null; do sleep 0.1; patience=$((patience - 1)); done
  kill -QUIT $server 2>/dev/null
) &
guard=$!
exec 3<&-
wait $server
status=$?
kill $guard 2>/dev/null
exit $status
`;

/** A server process that we started: `postgres` itself when persistent, its supervisor when owned. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly exited: Promise<void>;
  hasExited = false;

  /** Both kinds lead a session of their own, so that Ctrl-C in the terminal reaches the command alone. */
  constructor(
    command: readonly string[],
    lifetime: Lifetime,
    identity: ServerIdentity,
    logDescriptor: number,
  ) {
    const argv = lifetime === 'owned' ? ['/bin/sh', '-c', supervisor, 'bench', ...command] : command;
    this.#child = spawn(argv[0]!, argv.slice(1), {
      ...spawnAs(identity),
      detached: true,
      stdio: [lifetime === 'owned' ? 'pipe' : 'ignore', logDescriptor, logDescriptor],
    });
    this.exited = new Promise((resolve) => {
      const settle = () => {
        this.hasExited = true;
        resolve();
      };
      this.#child.once('exit', settle).once('error', settle);
    });
    // The supervisor may be gone when we write to it.
    this.#child.stdin?.on('error', () => {});
    // The process must be able to end while the server runs.
    this.#child.unref();
    (this.#child.stdin as unknown as { unref(): void } | null)?.unref();
  }

  /** Stops it in order, or `now`: then it recovers at its next start. Resolves when the server is gone. */
  async stop(how: 'in order' | 'now'): Promise<void> {
    this.#child.ref();
    if (this.#child.stdin) this.#child.stdin.end(`${how}\n`);
    else this.#child.kill(how === 'now' ? 'SIGQUIT' : 'SIGINT');
    const stopped = await Promise.race([this.exited.then(() => true), sleep(180_000, false, { ref: false })]);
    this.#child.unref();
    if (!stopped) {
      throw environmentError('the embedded server does not stop', 'see its log, and end it with kill -9');
    }
  }
}
