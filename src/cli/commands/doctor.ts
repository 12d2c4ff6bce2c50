export function doctor(..._: unknown[]): void {}
