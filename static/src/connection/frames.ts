import type { Event, Reply, ServerFrame, WelcomeEvent } from "../protocol/wire";

export interface FrameListener {
  onReply(reply: Reply): void;
  onWelcome(welcome: WelcomeEvent): void;
  onGoaway(afterMs: number): void;
  /** Consecutive events of a frame, in order. */
  onEvents(events: Event[]): void;
}

/** Passes on the objects of one frame in order: consecutive events together, a reply never before an earlier event. */
export function readFrames(text: string, listener: FrameListener): void {
  const parsed = JSON.parse(text) as ServerFrame | ServerFrame[];
  let events: Event[] = [];
  const flush = (): void => {
    if (events.length) listener.onEvents(events);
    events = [];
  };
  for (const frame of Array.isArray(parsed) ? parsed : [parsed]) {
    if (frame.type === "reply") {
      flush();
      listener.onReply(frame);
    } else if (frame.type === "welcome") listener.onWelcome(frame);
    else if (frame.type === "goaway") listener.onGoaway(frame.after_ms);
    else events.push(frame);
  }
  flush();
}
