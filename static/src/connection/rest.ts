import { toJson } from "../helpers/well-formed";
import type { ErrorBody } from "../protocol/wire";
import { isSignedOut, Refused, retryAfter, Unreachable } from "./errors";
import type { World } from "./world";

const TIMEOUT_MS = 20_000;
const PATIENCE = 3;
const LONGEST_WAIT_MS = 10_000;
/** In characters: browsers accept at most 64 KiB for requests that outlive their page. */
const MOST_KEPT = 20_000;

export type Query = Record<string, string | number | undefined | null>;

/** Options of a long poll; `signal` cancels it. */
export interface Waiting {
  ms: number;
  signal: AbortSignal;
}

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

  post<Answer>(path: string, body: unknown = {}, waiting?: Waiting): Promise<Answer> {
    return this.request("POST", path, body, waiting);
  }

  patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.request("PATCH", path, body);
  }

  /** Sends a picture as bytes, or an object as JSON. */
  put<Answer>(path: string, body: Blob | object = {}): Promise<Answer> {
    return this.request("PUT", path, body);
  }

  delete<Answer = void>(path: string): Promise<Answer> {
    return this.request("DELETE", path);
  }

  async request<Answer>(method: string, path: string, body?: unknown, waiting?: Waiting): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once<Answer>(method, path, body, waiting);
      } catch (error) {
        const limited = error instanceof Refused && error.code === "rate_limited";
        const wait = retryAfter(error, 1_000);
        if (!limited || attempt === PATIENCE || wait > LONGEST_WAIT_MS) throw error;
        await new Promise<void>((resolve) => this.world.clock.after(wait, resolve));
      }
    }
  }

  private async once<Answer>(
    method: string,
    path: string,
    body?: unknown,
    waiting?: Waiting,
  ): Promise<Answer> {
    const stop = new AbortController();
    const cancel = this.world.clock.after(TIMEOUT_MS + (waiting?.ms ?? 0), () => stop.abort());
    const abort = (): void => stop.abort();
    waiting?.signal.addEventListener("abort", abort);
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = this.world.csrf();
    const isFile = body instanceof Blob;
    const sent = isFile || body === undefined ? body : toJson(body);
    if (body !== undefined) headers["Content-Type"] = isFile ? body.type : "application/json";
    try {
      const response = await this.world.fetch(this.base + path, {
        method,
        headers,
        credentials: "same-origin",
        signal: stop.signal,
        // A change is carried out even if the page is closed at the same moment.
        keepalive: method !== "GET" && !isFile && !waiting && isShort(sent),
        ...(sent === undefined ? {} : { body: sent }),
      });
      if (response.ok) return response.status === 204 ? (undefined as Answer) : await response.json();
      throw new Refused(await errorOf(response));
    } catch (error) {
      if (isSignedOut(error)) this.onSignedOut();
      throw error instanceof Refused ? error : new Unreachable();
    } finally {
      cancel();
      waiting?.signal.removeEventListener("abort", abort);
    }
  }
}

function isShort(body: string | Blob | undefined): boolean {
  return typeof body !== "string" || body.length < MOST_KEPT;
}

function encodeQuery(query: Query): string {
  const parameters = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  if (!parameters.length) return "";
  return `?${new URLSearchParams(parameters.map(([name, value]) => [name, String(value)]))}`;
}

/** A proxy's error page is not JSON, so the error is derived from the status. */
async function errorOf(response: Response): Promise<ErrorBody> {
  const body: unknown = await response.json().catch(() => null);
  if (body && typeof body === "object" && "code" in body) return body as ErrorBody;
  return { code: response.status === 429 ? "rate_limited" : "unavailable", detail: "" };
}
