import { Accumulation } from './accumulation.ts';
import type { Profile } from './profile.ts';

/** How the network grows: its users, and what they do. */
export class Growth {
  readonly users: Accumulation;
  readonly activity: Accumulation;

  constructor({ growth, when }: Profile) {
    this.users = new Accumulation(shareOfUsers(growth), when);
    this.activity = new Accumulation(shareOfActivity(growth), when);
  }
}

/** Of s x + (1 - s) x^2, whose slope is s at 0 and 2 - s at 1: as many times as much as asked for. */
function slopeOf(acceleration: number): number {
  return 2 / (1 + acceleration);
}

/** Some users exist at the start, the rest arrive at a rate that grows linearly, to so many times the first. */
function shareOfUsers({ initialUsers: initial, acceleration }: Profile['growth']): (x: number) => number {
  // share = initial + (1 - initial)(s x + (1 - s) x^2)
  const slope = slopeOf(acceleration);
  return (x) => initial + (1 - initial) * x * (slope + (1 - slope) * x);
}

/** What users do accumulates as the integral of how many there are. */
function shareOfActivity({ initialUsers: initial, acceleration }: Profile['growth']): (x: number) => number {
  const slope = slopeOf(acceleration);
  const integral = (x: number) => initial * x + (1 - initial) * x * x * (slope / 2 + ((1 - slope) * x) / 3);
  const total = integral(1);
  return (x) => integral(x) / total;
}
