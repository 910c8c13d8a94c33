import type { ChannelLike } from "../../connection/world";
import type { ConversationId, NotificationPreferences } from "../../protocol/wire";
import type { Draft, Written } from "../api";
import type { Task } from "../messages/task";

/** The messages between the tabs of one browser. */
export interface News {
  task: Task;
  "task-done": string;
  draft: { conversation: ConversationId; draft: Draft };
  "draft-sent": { conversation: ConversationId; sent: Written };
  "signed-out": null;
  /** The state of notifications in this browser changed. */
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

  post<Name extends keyof News>(name: Name, news: News[Name]): void {
    try {
      this.channel.postMessage({ name, news });
    } catch (error) {
      // The other tabs still receive the change from the server.
      console.warn("Cannot notify the other tabs:", error);
    }
  }

  close(): void {
    this.channel.close();
  }
}
