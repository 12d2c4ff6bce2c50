import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';

const bufferBytes = 64 * 1024;

/**
 * A socket that reads into one buffer of its own, over and over: Node's way allocates 64 kB and a few objects for every
 * packet, which at tens of thousands of answers a second is most of what reading costs. Until {@link handOver} it
 * behaves like any socket, for whoever connects it.
 */
export class LeanSocket {
  readonly socket: Socket;
  #receive: (bytes: Buffer, size: number) => void;

  constructor() {
    const buffer = Buffer.allocUnsafeSlow(bufferBytes);
    // In Node's documentation of the constructor, not in its types.
    const options: SocketConstructorOpts & ConnectOpts = {
      onread: {
        buffer,
        callback: (size) => {
          this.#receive(buffer, size);
          return true;
        },
      },
    };
    this.socket = new Socket(options);
    // Its reader may keep what it is given.
    this.#receive = (bytes, size) => this.socket.emit('data', Buffer.from(bytes.subarray(0, size)));
  }

  /** From now on `receive` gets what comes, the first `size` bytes, and nobody else; valid during the call only. */
  handOver(receive: (bytes: Buffer, size: number) => void): void {
    this.socket.removeAllListeners('data');
    this.#receive = receive;
  }
}
