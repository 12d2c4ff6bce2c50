import { BenchError } from '../../core/errors.ts';
import { ArmFailure } from './arm-sessions.ts';
import type { ThreadFailed } from './task.ts';

/** What kept a thread's work from being done, as it passes to the main thread. */
export function failureReport(error: Error): ThreadFailed {
  const reason = error instanceof ArmFailure ? (error.cause as Error) : error;
  return {
    kind: 'failed',
    message: reason.message,
    code: (reason as { code?: string }).code,
    address: error instanceof ArmFailure ? error.address : undefined,
    expected: error instanceof BenchError ? { exitCode: error.exitCode, next: error.next } : undefined,
  };
}
