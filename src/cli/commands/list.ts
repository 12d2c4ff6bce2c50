export function list(..._: unknown[]): void {}
