import { toJson } from "../helpers/well-formed";
import type { CommandName, Commands, Event, ServerFrame, WelcomeEvent } from "../protocol/wire";
import { Backoff } from "./backoff";
import { isPassing, retryAfter, Unreachable } from "./errors";
import { Heartbeat } from "./heartbeat";
import { Requests } from "./requests";
import type { SocketLike, World } from "./world";

const SIGNED_OUT = 4401;
const WELCOME_MS = 10_000;
const REPLY_MS = 15_000;
const PATIENCE = 5;
/** Closed because of something we sent: no JSON, a policy, too big, or the server failed over it. */
const FAULTS: ReadonlySet<number> = new Set([1007, 1008, 1009, 1011]);

export type Phase = "stopped" | "connecting" | "online" | "waiting" | "signed-out";

export interface LinkListener {
  onPhase(phase: Phase, retryAt: number | null): void;
  onWelcome(welcome: WelcomeEvent): void;
  /** The objects of one frame, in order. */
  onEvents(events: Event[]): void;
  /** A handshake failed: the browser does not say why. True when it is because we are signed out. */
  isSignedOut(): Promise<boolean>;
}

/** One socket to the server that comes back by itself. */
export class Link {
  phase: Phase = "stopped";
  private socket: SocketLike | null = null;
  private readonly backoff: Backoff;
  private readonly heartbeat: Heartbeat;
  private readonly requests: Requests;
  private cancelWait: (() => void) | null = null;
  private cancelGoaway: (() => void) | null = null;
  private unwatch: (() => void) | null = null;
  private hadNetwork = true;

  constructor(
    private readonly world: World,
    private readonly listener: LinkListener,
  ) {
    this.backoff = new Backoff(world.random);
    this.requests = new Requests(world.clock, REPLY_MS);
    this.heartbeat = new Heartbeat(
      world.clock,
      () => this.transmit({ type: "ping", id: "ping" }),
      () => this.drop(),
    );
  }

  start(): void {
    if (this.phase !== "stopped") return;
    this.unwatch = this.world.attention.onChange(() => this.hurry());
    this.connect();
  }

  stop(): void {
    this.unwatch?.();
    this.detach(1000);
    this.become("stopped");
  }

  /** One command, one answer. Limits are waited out; `Unreachable` when the line breaks meanwhile. */
  async ask<Name extends CommandName>(
    name: Name,
    input: Commands[Name]["input"],
  ): Promise<Commands[Name]["ok"]> {
    for (let attempt = 1; ; attempt++) {
      if (this.phase !== "online") throw new Unreachable();
      try {
        const ok = await this.requests.begin((id) => this.transmit({ ...input, type: name, id }));
        return ok as Commands[Name]["ok"];
      } catch (error) {
        if (error instanceof Unreachable || !isPassing(error) || attempt === PATIENCE) throw error;
        await this.pause(retryAfter(error, 1_000));
      }
    }
  }

  /** Somebody does not want to wait for the next attempt. */
  connectNow(): void {
    if (this.phase !== "waiting") return;
    this.backoff.reset();
    this.connect();
  }

  /** The network or the reader came back: do not wait out the pause; doubt an old line. */
  private hurry(): void {
    if (this.phase === "waiting" && this.world.attention.online() && this.world.attention.visible()) {
      this.connectNow();
    } else if (this.phase === "online") {
      // Without any network the line is dead, however long it takes to show; a hint of less is looked into.
      if (this.hadNetwork && !this.world.attention.online()) this.drop();
      else this.heartbeat.probe();
    }
    this.hadNetwork = this.world.attention.online();
  }

  private connect(): void {
    this.cancelWait?.();
    this.cancelWait = this.world.clock.after(WELCOME_MS, () => this.drop());
    this.become("connecting");
    const socket = this.world.openSocket();
    this.socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.socket === socket && typeof data === "string") this.receive(data);
    };
    socket.onclose = ({ code }) => {
      if (this.socket === socket) void this.closed(code);
    };
  }

  private receive(text: string): void {
    this.heartbeat.heard();
    const parsed = JSON.parse(text) as ServerFrame | ServerFrame[];
    let events: Event[] = [];
    const flush = (): void => {
      if (events.length) this.listener.onEvents(events);
      events = [];
    };
    for (const frame of Array.isArray(parsed) ? parsed : [parsed]) {
      if (frame.type === "reply") {
        flush();
        this.requests.settle(frame);
      } else if (frame.type === "welcome") this.welcomed(frame);
      else if (frame.type === "goaway") this.leaveWithin(frame.after_ms);
      else events.push(frame);
    }
    flush();
  }

  private welcomed(welcome: WelcomeEvent): void {
    this.cancelWait?.();
    this.backoff.reset();
    this.heartbeat.start(welcome.heartbeat_ms);
    this.become("online");
    this.listener.onWelcome(welcome);
  }

  private leaveWithin(ms: number): void {
    this.cancelGoaway?.();
    this.cancelGoaway = this.world.clock.after(this.world.random() * ms, () => {
      this.detach(1000);
      this.connect();
    });
  }

  private async closed(code: number): Promise<void> {
    const wasWelcome = this.phase === "online";
    this.requests.failAll(new Unreachable(FAULTS.has(code)));
    this.detach();
    if (code === SIGNED_OUT) return this.become("signed-out");
    this.wait();
    if (!wasWelcome && (await this.listener.isSignedOut()) && this.phase !== "stopped") {
      this.detach();
      this.become("signed-out");
    }
  }

  /** We give the line up: silent, or never welcomed. */
  private drop(): void {
    this.detach(1000);
    this.wait();
  }

  private wait(): void {
    const ms = this.backoff.next();
    this.cancelWait = this.world.clock.after(ms, () => this.connect());
    this.become("waiting", this.world.clock.now() + ms);
  }

  private detach(closeCode?: number): void {
    this.cancelWait?.();
    this.cancelGoaway?.();
    this.heartbeat.stop();
    const socket = this.socket;
    this.socket = null;
    if (socket && closeCode) socket.close(closeCode);
    this.requests.failAll();
  }

  private become(phase: Phase, retryAt: number | null = null): void {
    this.phase = phase;
    this.listener.onPhase(phase, retryAt);
  }

  private transmit(frame: object): void {
    this.socket?.send(toJson(frame));
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.world.clock.after(ms, resolve));
  }
}
