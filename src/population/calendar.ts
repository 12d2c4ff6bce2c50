/**
 * The population's time. It runs from `start` to `end` (milliseconds since 1970, UTC), fixed dates: the data knows
 * no wall clock.
 */

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** 24 months: 2023 and 2024. */
export const start = Date.UTC(2023, 0, 1);
export const end = Date.UTC(2025, 0, 1);
