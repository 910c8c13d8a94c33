// Sign-out on a plain page: deletes the user's data in this browser, and asks first if there is any.
import { openDB } from "idb";
import { browserNotifications } from "./connection/browser-notifications";
import { forgetShell } from "./connection/shell";
import type { Draft } from "./models/api";
import { hasText } from "./models/messages/drafts";
import { isWritten, type Task } from "./models/messages/task";
import { lossOf } from "./screen/signing-out";

const PREFIX = "parlance-";
const PATIENCE_MS = 1_500;

/** Resolves to whether to sign out. If so, the data in this browser is deleted. */
export async function leavePage(): Promise<boolean> {
  const loss = lossOf((await soon(unsent())) ?? { messages: 0, drafts: 0 });
  if (loss && !(await isConfirmed(loss))) return false;
  await soon(forget());
  return true;
}

/** Resolves to null if the browser does not answer in time. */
async function soon<Result>(work: Promise<Result>): Promise<Result | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  return await Promise.race([work.catch(() => null), late]);
}

async function names(): Promise<string[]> {
  const databases = (await indexedDB.databases?.()) ?? [];
  return databases.map(({ name }) => name ?? "").filter((name) => name.startsWith(PREFIX));
}

async function unsent(): Promise<{ messages: number; drafts: number }> {
  const counts = { messages: 0, drafts: 0 };
  for (const name of await names()) {
    const database = await openDB(name);
    const tasks: Task[] = await database.getAll("outbox");
    const drafts: Draft[] = await database.getAll("drafts");
    counts.messages += tasks.filter(isWritten).length;
    counts.drafts += drafts.filter(hasText).length;
    database.close();
  }
  return counts;
}

function isConfirmed(loss: string): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog-box small";
  const heading = document.createElement("h2");
  heading.textContent = "Sign out?";
  const head = document.createElement("header");
  head.className = "dialog-head";
  head.append(heading);
  const text = document.createElement("p");
  text.className = "confirm-text";
  text.textContent = loss;
  const body = document.createElement("div");
  body.className = "dialog-body";
  body.append(text);
  const foot = document.createElement("footer");
  foot.className = "dialog-foot";
  foot.append(button("Stay", "button"), button("Sign out anyway", "button primary danger", "leave"));
  dialog.setAttribute("aria-label", "Sign out?");
  dialog.append(head, body, foot);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "leave");
    });
  });

  function button(label: string, look: string, value = ""): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.className = look;
    made.textContent = label;
    made.addEventListener("click", () => dialog.close(value));
    return made;
  }
}

async function forget(): Promise<void> {
  for (const name of await names()) {
    // Stop open chats of this browser before their data is deleted.
    const channel = new BroadcastChannel(name);
    channel.postMessage({ name: "signed-out", news: null });
    channel.close();
    indexedDB.deleteDatabase(name);
  }
  for (const name of Object.keys(localStorage)) {
    if (/^parlance\.(notifying|emoji)\./.test(name)) localStorage.removeItem(name);
  }
  browserNotifications.setBadge(0);
  for (const notification of await browserNotifications.shown()) notification.close();
  await Promise.all([forgetShell(), browserNotifications.unsubscribe()]);
}
