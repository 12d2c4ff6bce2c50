import type { ClientConfig } from 'pg';

/** A connection's configuration that passes between threads, which functions do not. */
export interface PortableConfig {
  readonly config: ClientConfig;
  /** sslmode=verify-ca: the certificate counts, the name in it does not. */
  readonly ignoresServerName: boolean;
}

export function toPortable(config: ClientConfig): PortableConfig {
  const { ssl } = config;
  if (typeof ssl !== 'object' || !ssl.checkServerIdentity) return { config, ignoresServerName: false };
  const { checkServerIdentity, ...rest } = ssl;
  return { config: { ...config, ssl: rest }, ignoresServerName: true };
}

export function fromPortable({ config, ignoresServerName }: PortableConfig): ClientConfig {
  if (!ignoresServerName || typeof config.ssl !== 'object') return config;
  return { ...config, ssl: { ...config.ssl, checkServerIdentity: () => undefined } };
}
