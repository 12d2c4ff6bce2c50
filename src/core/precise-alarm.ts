import type { AlarmMaker } from './alarm.ts';
import { metronome } from './metronome.ts';
import { napAlarm } from './nap.ts';

/**
 * An alarm on the system clock to a fraction of a millisecond, where Node's own timers are late by a millisecond and
 * more. A thread that awaits nothing else naps until then; another is told by a metronome. No spinning.
 */
export const preciseAlarm: AlarmMaker = (ring) => {
  const inOwnThread = napAlarm(ring);
  const inAnother = metronome(ring);
  let isClosed = false;
  return {
    set(atNs, isAlone = false) {
      if (isClosed) return;
      inOwnThread.close();
      if (isAlone) inOwnThread.set(atNs);
      inAnother.set(isAlone ? Number.POSITIVE_INFINITY : atNs);
    },
    close() {
      isClosed = true;
      inOwnThread.close();
      inAnother.close();
    },
  };
};
