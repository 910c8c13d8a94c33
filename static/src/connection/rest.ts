import { toJson } from "../helpers/well-formed";
import type { ErrorBody } from "../protocol/wire";
import { isSignedOut, Refused, retryAfter, Unreachable } from "./errors";
import type { World } from "./world";

const TIMEOUT_MS = 20_000;
const PATIENCE = 3;
const LONGEST_WAIT_MS = 10_000;

export type Query = Record<string, string | number | undefined | null>;

/** REST under /api/v1 with the browser's session. Answers JSON, throws Refused or Unreachable. */
export class Rest {
  constructor(
    private readonly world: World,
    private readonly onSignedOut: () => void = () => {},
    private readonly base = "/api/v1/",
  ) {}

  get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    return this.request("GET", path + encodeQuery(query));
  }

  post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    return this.request("POST", path, body);
  }

  patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.request("PATCH", path, body);
  }

  /** A picture, as it is. */
  put<Answer>(path: string, body: Blob): Promise<Answer> {
    return this.request("PUT", path, body);
  }

  delete<Answer = void>(path: string): Promise<Answer> {
    return this.request("DELETE", path);
  }

  private async request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once<Answer>(method, path, body);
      } catch (error) {
        const limited = error instanceof Refused && error.code === "rate_limited";
        const wait = retryAfter(error, 1_000);
        if (!limited || attempt === PATIENCE || wait > LONGEST_WAIT_MS) throw error;
        await new Promise<void>((resolve) => this.world.clock.after(wait, resolve));
      }
    }
  }

  private async once<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const stop = new AbortController();
    const cancel = this.world.clock.after(TIMEOUT_MS, () => stop.abort());
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = this.world.csrf();
    const isFile = body instanceof Blob;
    if (body !== undefined) headers["Content-Type"] = isFile ? body.type : "application/json";
    try {
      const response = await this.world.fetch(this.base + path, {
        method,
        headers,
        credentials: "same-origin",
        signal: stop.signal,
        // What I changed is carried out although the page ends in the same moment.
        keepalive: method !== "GET" && !isFile,
        ...(body === undefined ? {} : { body: isFile ? body : toJson(body) }),
      });
      if (response.ok) return response.status === 204 ? (undefined as Answer) : await response.json();
      throw new Refused(await errorOf(response));
    } catch (error) {
      if (isSignedOut(error)) this.onSignedOut();
      throw error instanceof Refused ? error : new Unreachable();
    } finally {
      cancel();
    }
  }
}

function encodeQuery(query: Query): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  if (!given.length) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** A proxy's error page is no JSON: what it means is told by its status alone. */
async function errorOf(response: Response): Promise<ErrorBody> {
  const body: unknown = await response.json().catch(() => null);
  if (body && typeof body === "object" && "code" in body) return body as ErrorBody;
  return { code: response.status === 429 ? "rate_limited" : "unavailable", detail: "" };
}
