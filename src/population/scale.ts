/** Users by the name of a scale. */
export const scales = { tiny: 1_000, small: 10_000, medium: 100_000, large: 1_000_000 } as const;
