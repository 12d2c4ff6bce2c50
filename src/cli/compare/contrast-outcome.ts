import type { PairedEnd } from '../../engine/paired/paired-record.ts';
import type { Contrast } from '../../report/comparison/contrast.ts';

/** How a load that measured something has ended. */
export function measured(end: PairedEnd): Pick<Contrast, 'status' | 'reason'> {
  return { status: 'measured', reason: end.reason === 'completed' ? null : reasonOf(end) };
}

/** How a load has ended that measured nothing. */
export function unmeasured(end: PairedEnd, signal: AbortSignal): Pick<Contrast, 'status' | 'reason'> {
  return { status: signal.aborted ? 'not reached' : 'failed', reason: reasonOf(end) };
}

function reasonOf(end: PairedEnd): Contrast['reason'] {
  switch (end.reason) {
    case 'completed':
      return { text: 'there was nothing to compare', remedy: null };
    case 'interrupted':
      return { text: 'stopped by a signal', remedy: null };
    case 'nothing-compared':
      return { text: 'no operation succeeded on both arms', remedy: 'see the errors in the result file' };
    case 'connections-lost':
      return { text: `all connections were lost: ${end.message}`, remedy: "see the server's log" };
  }
}
