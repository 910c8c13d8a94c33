import { toJson } from "../helpers/well-formed";
import type { CommandName, Commands, Event, WelcomeEvent } from "../protocol/wire";
import { Backoff } from "./backoff";
import { isPassing, retryAfter, Unreachable } from "./errors";
import { readFrames } from "./frames";
import { Heartbeat } from "./heartbeat";
import { Requests } from "./requests";
import type { SocketLike, World } from "./world";

const SIGNED_OUT = 4401;
/** Close reasons after which connecting again may work: the credentials may have been renewed. */
const RENEWABLE: ReadonlySet<string> = new Set(["token_expired", "session_expired"]);
const WELCOME_MS = 10_000;
const REPLY_MS = 15_000;
const PATIENCE = 5;
/** After this many sockets that failed to open, REST carries the commands. */
const FAILURES = 2;
/** About the time between two attempts to open a socket in that state. */
const LIMITED_MS = 60_000;
/** Close codes for something this client sent: not JSON, against a policy, too big, or a server error caused by it. */
const FAULTS: ReadonlySet<number> = new Set([1007, 1008, 1009, 1011]);

export type Phase = "stopped" | "connecting" | "online" | "waiting" | "signed-out";

/** The result of a REST request while no socket can be opened. */
export type Reach = "answers" | "signed-out" | "nothing";

export interface LinkListener {
  onPhase(phase: Phase, retryAt: number | null): void;
  onWelcome(welcome: WelcomeEvent): void;
  /** The objects of one frame, in order. */
  onEvents(events: Event[]): void;
  /** Checks by REST whether the server is reachable: the browser gives no reason for a failed handshake. */
  reach(): Promise<Reach>;
  /** The network permits REST and no sockets: commands go through `byRest`, and changes must be polled. */
  onLimited(): void;
  byRest<Name extends CommandName>(name: Name, input: Commands[Name]["input"]): Promise<Commands[Name]["ok"]>;
}

/** One socket to the server, which reconnects by itself. */
export class Link {
  phase: Phase = "stopped";
  /** Online through REST only. */
  isLimited = false;
  /** The close reason with which the server signed this device out; empty if it gave none. */
  endedBecause = "";
  private failures = 0;
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
    this.isLimited = false;
    this.become("stopped");
  }

  /** Sends one command and returns its reply. Waits out rate limits. Rejects with `Unreachable` if the connection is lost. */
  async ask<Name extends CommandName>(
    name: Name,
    input: Commands[Name]["input"],
  ): Promise<Commands[Name]["ok"]> {
    for (let attempt = 1; ; attempt++) {
      if (this.phase !== "online") throw new Unreachable();
      try {
        if (this.isLimited) return await this.listener.byRest(name, input);
        const ok = await this.requests.begin((id) => this.transmit({ ...input, type: name, id }));
        return ok as Commands[Name]["ok"];
      } catch (error) {
        if (error instanceof Unreachable || !isPassing(error) || attempt === PATIENCE) throw error;
        await this.pause(retryAfter(error, 1_000));
      }
    }
  }

  /** Connects without waiting for the next attempt. */
  connectNow(): void {
    if (this.phase !== "waiting") return;
    this.backoff.reset();
    this.connect();
  }

  /** REST no longer reaches the server. */
  lose(): void {
    if (!this.isLimited) return;
    this.isLimited = false;
    this.detach(1000);
    this.backoff.reset();
    this.wait();
  }

  /** The network or the user came back: retries at once, or checks whether an old connection still works. */
  private hurry(): void {
    const isBack = this.world.attention.online() && this.world.attention.visible();
    // The user may have signed in again in another tab.
    if (isBack && (this.phase === "waiting" || this.phase === "signed-out")) {
      this.backoff.reset();
      this.connect();
    } else if (this.isLimited) {
      if (!this.world.attention.online()) this.lose();
      else if (!this.socket) this.connect();
    } else if (this.phase === "online") {
      // Without a network the socket is dead, even if its close event is late. Probe it after any weaker hint.
      if (this.hadNetwork && !this.world.attention.online()) this.drop();
      else this.heartbeat.probe();
    }
    this.hadNetwork = this.world.attention.online();
  }

  private connect(): void {
    this.cancelWait?.();
    this.cancelWait = this.world.clock.after(WELCOME_MS, () => this.drop());
    if (!this.isLimited) this.become("connecting");
    const socket = this.world.openSocket();
    this.socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.socket === socket && typeof data === "string") this.receive(data);
    };
    socket.onclose = ({ code, reason = "" }) => {
      if (this.socket === socket) void this.closed(code, reason);
    };
  }

  private receive(text: string): void {
    this.heartbeat.received();
    readFrames(text, {
      onReply: (reply) => this.requests.settle(reply),
      onWelcome: (welcome) => this.welcomed(welcome),
      onGoaway: (afterMs) => this.leaveWithin(afterMs),
      onEvents: (events) => this.listener.onEvents(events),
    });
  }

  private welcomed(welcome: WelcomeEvent): void {
    this.cancelWait?.();
    this.backoff.reset();
    this.failures = 0;
    this.isLimited = false;
    this.endedBecause = "";
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

  private async closed(code: number, reason: string): Promise<void> {
    const wasWelcome = this.isWelcome;
    this.requests.failAll(new Unreachable(FAULTS.has(code)));
    this.detach();
    if (code === SIGNED_OUT) this.endedBecause = reason;
    if (code === SIGNED_OUT && !RENEWABLE.has(reason)) return this.endSignedOut();
    this.wait();
    if (!wasWelcome) await this.failed();
  }

  private get isWelcome(): boolean {
    return this.phase === "online" && !this.isLimited;
  }

  private async failed(): Promise<void> {
    this.failures += 1;
    const reach = await this.listener.reach();
    if (this.phase === "stopped" || this.isWelcome) return;
    if (reach === "signed-out") this.endSignedOut();
    else if (reach === "answers" && this.failures >= FAILURES && !this.isLimited) {
      this.isLimited = true;
      this.become("online");
      this.listener.onLimited();
    }
  }

  private endSignedOut(): void {
    this.detach();
    this.isLimited = false;
    this.become("signed-out");
  }

  /** Closes a socket that is silent, or that never received a welcome. */
  private drop(): void {
    const wasWelcome = this.isWelcome;
    this.detach(1000);
    this.wait();
    if (!wasWelcome) void this.failed();
  }

  private wait(): void {
    const ms = this.isLimited ? LIMITED_MS * (0.5 + this.world.random()) : this.backoff.next();
    this.cancelWait = this.world.clock.after(ms, () => this.connect());
    if (!this.isLimited) this.become("waiting", this.world.clock.now() + ms);
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
