export function clean(..._: unknown[]): void {}
