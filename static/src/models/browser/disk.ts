import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPObjectStore, openDB } from "idb";
import type { ConversationId, UserId } from "../../protocol/wire";
import type { Draft, Voice } from "../api";
import type { Task } from "../messages/task";

/** A file of a draft, until the draft is sent, or of a sent message, until it is uploaded. */
export interface KeptFile {
  id: string;
  conversation: ConversationId;
  file: File;
  voice: Voice | null;
  /** The server's id, once it has assigned one. */
  slot: string | null;
  is_drafted: boolean;
}

interface Schema extends DBSchema {
  outbox: { key: string; value: Task };
  drafts: { key: ConversationId; value: Draft };
  files: { key: string; value: KeptFile };
}

type Name = "outbox" | "drafts" | "files";

const PREFIX = "parlance-";
const STORES: Name[] = ["outbox", "drafts", "files"];

/** The user's unsent commands, drafts and files, in IndexedDB. */
export class Disk {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** `onClosed` runs when the browser closes the connection by itself. */
  static async open(user: UserId, onClosed: () => void): Promise<Disk> {
    forgetOthers(user).catch((error) => console.warn("Cannot delete the data of other users:", error));
    const database = await openDB<Schema>(PREFIX + user, 2, {
      upgrade(fresh, before) {
        if (before < 1) {
          fresh.createObjectStore("outbox", { keyPath: "id" });
          fresh.createObjectStore("drafts");
        }
        fresh.createObjectStore("files", { keyPath: "id" });
      },
      // Close, so that another tab can delete the database.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      terminated: onClosed,
    });
    return new Disk(database);
  }

  tasks(): Promise<Task[]> {
    return this.database.getAll("outbox");
  }

  async putTask(task: Task): Promise<void> {
    await this.write("outbox", (outbox) => outbox.put(task));
  }

  async dropTask(id: string): Promise<void> {
    await this.write("outbox", (outbox) => outbox.delete(id));
  }

  async drafts(): Promise<[ConversationId, Draft][]> {
    const transaction = this.database.transaction("drafts");
    const [keys, values] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
    return keys.map((key, at) => [key, values[at]!]);
  }

  async putDraft(id: ConversationId, draft: Draft | null): Promise<void> {
    await this.write("drafts", (drafts) => (draft ? drafts.put(draft, id) : drafts.delete(id)));
  }

  files(): Promise<KeptFile[]> {
    return this.database.getAll("files");
  }

  file(id: string): Promise<KeptFile | undefined> {
    return this.database.get("files", id);
  }

  async putFile(file: KeptFile): Promise<void> {
    await this.write("files", (files) => files.put(file));
  }

  async dropFile(id: string): Promise<void> {
    await this.write("files", (files) => files.delete(id));
  }

  async wipe(): Promise<void> {
    const transaction = this.database.transaction(STORES, "readwrite");
    await Promise.all([...STORES.map((name) => transaction.objectStore(name).clear()), transaction.done]);
  }

  close(): void {
    this.database.close();
  }

  /** Commits in the same turn of the event loop, because a page that closes has no later one. */
  private async write<Store extends Name>(
    name: Store,
    act: (store: IDBPObjectStore<Schema, [Store], Store, "readwrite">) => Promise<unknown>,
  ): Promise<void> {
    const transaction = this.database.transaction(name, "readwrite");
    const acted = act(transaction.store);
    transaction.commit();
    await Promise.all([acted, transaction.done]);
  }
}

/** Deletes the data of other users of this browser. */
async function forgetOthers(user: UserId): Promise<void> {
  const databases = (await indexedDB.databases?.()) ?? [];
  const others = databases.map(({ name }) => name ?? "").filter((name) => name.startsWith(PREFIX));
  await Promise.all(others.filter((name) => name !== PREFIX + user).map((name) => deleteDB(name)));
}
