import type { ChannelLike } from "../../connection/world";
import type { ConversationId, NotificationPreferences } from "../../protocol/wire";
import type { Draft } from "../api";
import type { Task } from "../messages/task";

/** What the tabs of one browser tell each other. */
export interface News {
  task: Task;
  "task-done": string;
  draft: { conversation: ConversationId; draft: Draft };
  "signed-out": null;
  /** Notifications were switched on or off in this browser, or what is remembered of them changed. */
  notifying: null;
  "notification-preferences": NotificationPreferences;
}

type Listeners = { [Name in keyof News]?: (news: News[Name]) => void };

export class Tabs {
  private readonly listeners: Listeners = {};

  constructor(private readonly channel: ChannelLike) {
    channel.onmessage = ({ data }) => {
      const { name, news } = data as { name: keyof News; news: never };
      this.listeners[name]?.(news);
    };
  }

  on<Name extends keyof News>(name: Name, listener: (news: News[Name]) => void): void {
    this.listeners[name] = listener as Listeners[Name];
  }

  tell<Name extends keyof News>(name: Name, news: News[Name]): void {
    try {
      this.channel.postMessage({ name, news });
    } catch (error) {
      // The other tabs hear of it from the server.
      console.warn("The other tabs cannot be told:", error);
    }
  }

  close(): void {
    this.channel.close();
  }
}
