import type { SocketLike } from "../../static/src/connection/world";

export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason?: string }) => void) | null = null;
  sent: { type: string; id: string; [field: string]: unknown }[] = [];
  closedWith: number | null = null;

  constructor(private readonly onFrame: (socket: FakeSocket, frame: FakeSocket["sent"][number]) => void) {}

  send(text: string): void {
    const frame = JSON.parse(text);
    this.sent.push(frame);
    this.onFrame(this, frame);
  }

  close(code = 1000): void {
    this.closedWith = code;
  }

  /** Receives a frame from the server's side. */
  receive(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** Closes the socket, as the server or the network does. */
  end(code: number, reason = ""): void {
    this.onclose?.({ code, reason });
  }

  named(type: string): FakeSocket["sent"] {
    return this.sent.filter((frame) => frame.type === type);
  }
}
