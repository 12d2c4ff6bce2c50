/** How the server is told to plan prepared statements: by itself, always anew, or once for all parameters. */
export const planModes = ['auto', 'custom', 'generic'] as const;
export type PlanMode = (typeof planModes)[number];
