import { Unreachable } from "../../../../static/src/connection/errors";
import type { Putting, World } from "../../../../static/src/connection/world";
import type { Upload } from "../../../../static/src/protocol/wire";

interface Held {
  upload: Upload;
  parts: Map<number, Blob>;
  sha256: string | null;
}

/** The server's store of files: slots, signed parts of ten bytes, completion. */
export class FakeStore {
  readonly held = new Map<string, Held>();
  /** Every part that was sent, by upload and number. */
  readonly puts: string[] = [];
  isCut = false;
  /** The reasons for which the server rejects files, by name. */
  readonly rejected = new Map<string, string>();
  /** The request for each slot. */
  readonly begun: Record<string, unknown>[] = [];
  /** The file is gone from the user's disk. */
  isUnreadable = false;
  /** The error with which the next slots are refused. */
  refusal: { code: string; detail: string } | null = null;
  /** The number of parts that pass before the network is cut. */
  passes = Number.POSITIVE_INFINITY;
  flying = 0;
  mostFlying = 0;

  /** The same world, with this store in it. */
  in<W extends World>(world: W): W {
    const inner = world;
    return {
      ...world,
      put: this.put,
      digest: async (file: Blob, signal: AbortSignal) => {
        if (this.isUnreadable) throw new DOMException("", "NotReadableError");
        return inner.digest(file, signal);
      },
      fetch: (path: string, init: RequestInit) => this.answer(path, init, inner.fetch),
    };
  }

  content(id: string): Promise<string> {
    const { upload, parts } = this.held.get(id)!;
    const all = Array.from({ length: upload.parts }, (_, at) => parts.get(at + 1)!);
    return new Blob(all).text();
  }

  private put = async ({ url, body, onProgress, signal }: Putting): Promise<number> => {
    this.flying += 1;
    this.mostFlying = Math.max(this.mostFlying, this.flying);
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.flying -= 1;
    if (this.passes-- <= 0) this.isCut = true;
    if (this.isCut || signal.aborted) throw new Unreachable();
    onProgress(body.size);
    const [id, number] = url.split("/").slice(-2) as [string, string];
    this.puts.push(`${id}/${number}`);
    const held = this.held.get(id);
    if (!held) return 404;
    held.parts.set(Number(number), body);
    return 200;
  };

  private async answer(path: string, init: RequestInit, inner: World["fetch"]): Promise<Response> {
    const [, attachment] = /\/attachments\/([^/]+)$/.exec(path) ?? [];
    if (attachment) return this.judge(attachment);
    if (!path.includes("/uploads")) return inner(path, init);
    await Promise.resolve();
    if (this.isCut) throw new TypeError("Failed to fetch");
    const body = init.body ? JSON.parse(String(init.body)) : {};
    const [, conversation] = /conversations\/([^/]+)\/uploads/.exec(path) ?? [];
    if (conversation) return this.begin(conversation, body);
    const [, id, act] = /uploads\/([^/]+)\/?(.*)/.exec(path)!;
    const held = this.held.get(id!);
    if (!held) return Response.json({ code: "not_found", detail: "" }, { status: 404 });
    if (init.method === "DELETE") this.held.delete(id!);
    if (init.method === "DELETE") return new Response(null, { status: 204 });
    if (act === "parts")
      return Response.json({ parts: body.numbers.map((number: number) => signed(id!, number)) });
    if (act === "complete") {
      held.sha256 = body.sha256;
      held.upload.state = "pending";
    }
    return Response.json({ ...held.upload, received: [...held.parts.keys()] });
  }

  private judge(id: string): Response {
    const held = this.held.get(id);
    if (!held) return Response.json({ code: "not_found", detail: "" }, { status: 404 });
    const reason = this.rejected.get(held.upload.name);
    const state = reason ? "rejected" : held.upload.state;
    return Response.json({ ...held.upload, state, ...(reason ? { reason } : {}) });
  }

  private begin(conversation: string, about: { name: string; size: number; type: string }): Response {
    if (this.refusal) return Response.json(this.refusal, { status: 413 });
    this.begun.push(about);
    const { name, size, type } = about;
    const id = `upload-${this.held.size + 1}`;
    const upload: Upload = {
      id,
      conversation,
      name,
      type,
      size,
      part_size: 10,
      parts: Math.ceil(size / 10),
      received: [],
      state: "uploading",
    };
    this.held.set(id, { upload, parts: new Map(), sha256: null });
    return Response.json(upload, { status: 201 });
  }
}

function signed(id: string, number: number): object {
  return {
    number,
    method: "PUT",
    url: `/media/parts/${id}/${number}`,
    headers: {},
    size: 10,
    expires_at: "",
  };
}
