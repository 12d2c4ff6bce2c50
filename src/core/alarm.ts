import type { Clock } from './clock.ts';
import { nsPerMs } from './units.ts';

/** Calls back at a time, once for each setting; setting it anew replaces a time that has not come. */
export interface Alarm {
  /** `isAlone`: until then nothing is awaited that would have to be noticed at once, so the thread itself may sleep. */
  set(atNs: number, isAlone?: boolean): void;
  close(): void;
}

/** How an alarm is made: `ring` is what it calls. */
export type AlarmMaker = (ring: () => void) => Alarm;

/** An alarm from a clock's timers: to about a millisecond on a real clock. */
export function timerAlarm(clock: Clock): AlarmMaker {
  return (ring) => {
    let callOff = () => {};
    return {
      set(atNs) {
        callOff();
        callOff = clock.after(Math.max(0, (atNs - clock.nowNs()) / nsPerMs), ring);
      },
      close: () => callOff(),
    };
  };
}
