import { Connection } from 'pg';

/** What identifies a backend to the server that should cancel its query. */
export interface BackendKey {
  readonly processID: number;
  readonly secretKey: number;
}

/** Where and how the connection to be cancelled was made. */
export interface CancelAddress {
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
}

/** pg's own connection; `@types/pg` leaves out the parts that Client itself uses for the same purpose. */
interface CancelConnection extends Connection {
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}

/**
 * Sends a cancel request over a connection of its own, as the protocol wants it. Resolves when the server has
 * taken it and hung up, or after `limitMs`, or when it cannot be reached: cancelling is a best effort.
 */
export function sendCancel(address: CancelAddress, key: BackendKey, limitMs = 1000): Promise<void> {
  return new Promise((resolve) => {
    const config = { ssl: address.ssl } as ConstructorParameters<typeof Connection>[0];
    const connection = new Connection(config) as CancelConnection;
    const finish = () => {
      clearTimeout(timer);
      connection.stream.destroy();
      resolve();
    };
    const timer = setTimeout(finish, limitMs);
    const request = () => connection.cancel(key.processID, key.secretKey);
    connection.on('error', finish);
    connection.on('end', finish);
    connection.on('connect', address.ssl ? () => connection.requestSsl() : request);
    connection.on('sslconnect', request);
    if (address.host.startsWith('/')) connection.connect(`${address.host}/.s.PGSQL.${address.port}`);
    else connection.connect(address.port, address.host);
  });
}
