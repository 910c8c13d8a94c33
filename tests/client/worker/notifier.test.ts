import { beforeEach, describe, expect, test } from "vitest";
import type { Push } from "../../../static/src/protocol/pushes";
import type { Delivered } from "../../../static/src/worker/delivered";
import { Notifier } from "../../../static/src/worker/notifier";
import type { Look, Shade, Windows } from "../../../static/src/worker/shade";

interface Note extends Look {
  title: string;
}

class FakeShade implements Shade {
  notes: Note[] = [];
  timesShown = 0;
  badge: number | null = null;
  mostActions = 2;
  now = (): number => 1;

  async shown(tag?: string) {
    const some = this.notes.filter((note) => !tag || note.tag === tag);
    return some.map((note) => ({ tag: note.tag, data: note.data, close: () => this.close(note) }));
  }

  /** Takes its time, so that two at once would both find nothing shown. */
  async show(title: string, look: Look): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.timesShown += 1;
    this.notes = [...this.notes.filter(({ tag }) => tag !== look.tag), { ...look, title }];
  }

  async setBadge(unread: number): Promise<void> {
    this.badge = unread;
  }

  close(note: Note | undefined): void {
    this.notes = this.notes.filter((other) => other !== note);
  }
}

class FakeWindows implements Windows {
  visible = false;
  focused = false;
  open: string | null = null;
  anyFocused = async (): Promise<boolean> => this.focused;
  looking = async (conversation: string): Promise<boolean> => this.visible && this.open === conversation;
}

let shade: FakeShade;
let windows: FakeWindows;
let acknowledged: string[];
let notifier: Notifier;

/** The browser's storage, in memory. */
function memory(): Delivered {
  const marks = new Map<string, number>();
  return {
    upTo: async (conversation) => marks.get(conversation) ?? 0,
    reach: async (conversation, seq) => void marks.set(conversation, seq),
  };
}

function message(seq: number, changes: Partial<Push> = {}): Push {
  return {
    kind: "message",
    conversation: "one",
    seq,
    tag: "c.one",
    title: "Bob",
    body: `message ${seq}`,
    url: `/c/one/${seq}`,
    unread: seq,
    token: `token ${seq}`,
    ...changes,
  };
}

beforeEach(() => {
  shade = new FakeShade();
  windows = new FakeWindows();
  acknowledged = [];
  notifier = new Notifier(shade, windows, memory(), async (token) => void acknowledged.push(token));
});

describe("a push", () => {
  test("is shown, counted in the badge and acknowledged", async () => {
    expect(await notifier.push(message(3))).toBe("shown");
    expect(shade.notes).toMatchObject([{ title: "Bob", body: "message 3", tag: "c.one", renotify: true }]);
    expect(shade.badge).toBe(3);
    expect(acknowledged).toEqual(["token 3"]);
  });

  test("replaces an earlier one of its conversation, with the count", async () => {
    for (const seq of [3, 4, 6]) await notifier.push(message(seq));
    expect(shade.notes.map(({ body }) => body)).toEqual(["3 new messages\nmessage 6"]);
    expect(shade.notes[0]!.data).toMatchObject({ seq: 6, count: 3, url: "/c/one/6" });
  });

  test("of a reminder is shown whatever was shown before, next to other notifications", async () => {
    await notifier.push(message(5));
    const reminder = message(3, {
      kind: "reminder",
      tag: "r.one.3",
      title: "Reminder",
      body: "Water the roses",
    });
    expect(await notifier.push(reminder)).toBe("shown");
    expect(shade.notes.map(({ tag }) => tag)).toEqual(["c.one", "r.one.3"]);
    expect(shade.notes[1]).toMatchObject({
      body: "Water the roses",
      actions: [],
      data: { isReminder: true },
    });
    expect(acknowledged).toEqual(["token 5", "token 3"]);
  });

  test("of a reminder is left to a page that the user looks at", async () => {
    windows.focused = true;
    expect(await notifier.push(message(3, { kind: "reminder", tag: "r.one.3" }))).toBe("seen");
    expect(shade.notes).toEqual([]);
  });

  test("without a preview shows only the count", async () => {
    for (const seq of [3, 4]) await notifier.push(message(seq, { title: "Parlance", body: "New message" }));
    expect(shade.notes[0]!.body).toBe("2 new messages");
  });

  test("of another conversation is shown separately", async () => {
    await notifier.push(message(3));
    await notifier.push(message(1, { conversation: "two", tag: "c.two" }));
    expect(shade.notes).toHaveLength(2);
  });

  test.each([
    ["once more", 3],
    ["of an earlier message", 2],
  ])("%s changes nothing", async (_, seq) => {
    await notifier.push(message(3));
    expect(await notifier.push(message(seq))).toBe("old");
    expect(shade.timesShown).toBe(1);
    expect(shade.badge).toBe(3);
    expect(acknowledged).toEqual(["token 3"]);
  });

  test("is not shown again after it was closed", async () => {
    await notifier.push(message(3));
    shade.close(shade.notes[0]);
    expect(await notifier.push(message(3))).toBe("old");
    expect(shade.notes).toEqual([]);
  });

  test("counts from one after the earlier ones were closed", async () => {
    await notifier.push(message(3));
    shade.close(shade.notes[0]);
    await notifier.push(message(4));
    expect(shade.notes[0]!.body).toBe("message 4");
  });

  test("is not shown while the user looks at its conversation", async () => {
    windows.visible = true;
    windows.open = "one";
    expect(await notifier.push(message(3))).toBe("seen");
    expect(shade.notes).toEqual([]);
    expect(acknowledged).toEqual([]);
  });

  test("is shown while the user looks at another conversation", async () => {
    windows.visible = true;
    windows.open = "two";
    expect(await notifier.push(message(3))).toBe("shown");
  });

  test("has as many buttons as the platform permits", async () => {
    shade.mostActions = 1;
    await notifier.push(message(3));
    expect(shade.notes[0]!.actions.map(({ action }) => action)).toEqual(["reply"]);
  });

  test("does not prevent the next when it cannot be shown", async () => {
    const { show } = shade;
    shade.show = async () => Promise.reject(new TypeError("No permission"));
    await expect(notifier.push(message(3))).rejects.toThrow();
    shade.show = show;
    expect(await notifier.push(message(4))).toBe("shown");
  });
});

describe("a page and a push", () => {
  test("show the same message once", async () => {
    const results = await Promise.all([
      notifier.page(message(3), false),
      notifier.push(message(3)),
      notifier.page(message(3), false),
    ]);
    expect(results).toEqual(["shown", "old", "old"]);
    expect(shade.timesShown).toBe(1);
  });

  test("count together", async () => {
    await notifier.page(message(3), true);
    await notifier.push(message(4));
    expect(shade.notes[0]!.body).toBe("2 new messages\nmessage 4");
  });

  test.each([
    ["two", "elsewhere"],
    ["one", "seen"],
  ])("is left to a page that has focus, at %s", async (open, outcome) => {
    Object.assign(windows, { visible: true, focused: true, open });
    expect(await notifier.page(message(3), true)).toBe(outcome);
    expect(shade.notes).toEqual([]);
  });

  test("show a message while another program has focus over a visible page", async () => {
    Object.assign(windows, { visible: true, open: "one" });
    expect(await notifier.page(message(3), true)).toBe("shown");
  });
});

describe("a clear", () => {
  const read = (seq: number, unread = 0): Push => message(seq, { kind: "clear", unread, token: undefined });

  test("closes the notification, and removes the badge", async () => {
    await notifier.push(message(3));
    await notifier.push(read(3));
    expect(shade.notes).toEqual([]);
    expect(shade.badge).toBe(0);
  });

  test("keeps later notifications, and those of other conversations", async () => {
    await notifier.push(message(4));
    await notifier.push(message(1, { conversation: "two", tag: "c.two" }));
    await notifier.push(read(3, 2));
    expect(shade.notes.map(({ tag }) => tag)).toEqual(["c.one", "c.two"]);
  });

  test("prevents a message that arrives after it", async () => {
    await notifier.push(read(3));
    expect(await notifier.push(message(3))).toBe("old");
    expect(await notifier.push(message(4))).toBe("shown");
  });
});

test("a test notification is shown each time", async () => {
  const push = message(0, { kind: "test", tag: "test", conversation: "", url: "/" });
  await notifier.push(push);
  expect(await notifier.push(push)).toBe("shown");
  expect(shade.notes[0]!.actions).toEqual([]);
  expect(acknowledged).toEqual(["token 0", "token 0"]);
});
