import { beforeEach, describe, expect, test } from "vitest";
import { Refused, sentence, Unreachable } from "../../../static/src/connection/errors";
import { Rest } from "../../../static/src/connection/rest";
import { FakeServer } from "../fake_server";
import { type FakeWorld, fakeWorld } from "../fake_world";

let world: FakeWorld;
let asked: [string, RequestInit][];
let answers: (Response | Error)[];
let signedOut: number;
let rest: Rest;

beforeEach(() => {
  world = fakeWorld(new FakeServer());
  asked = [];
  answers = [];
  signedOut = 0;
  world.fetch = async (path, init) => {
    asked.push([path, init]);
    const answer = answers.shift() ?? Response.json({});
    if (answer instanceof Error) throw answer;
    return answer;
  };
  rest = new Rest(world, () => {
    signedOut += 1;
  });
});

function refusal(status: number, body: object): Response {
  return Response.json(body, { status });
}

describe("REST", () => {
  test("requests /api/v1 with the defined query parameters", async () => {
    await rest.get("users", { search: "ann & bob", cursor: undefined, limit: 20 });
    expect(asked[0]![0]).toBe("/api/v1/users?search=ann+%26+bob&limit=20");
    expect(asked[0]![1]).toMatchObject({ method: "GET", credentials: "same-origin" });
  });

  test("sends the CSRF token only with changes", async () => {
    await rest.get("me");
    await rest.patch("me", { display_name: "A" });
    expect(asked[0]![1].headers).not.toHaveProperty("X-CSRFToken");
    expect(asked[1]![1]).toMatchObject({
      headers: { "X-CSRFToken": "token", "Content-Type": "application/json" },
      body: '{"display_name":"A"}',
    });
  });

  test("accepts a response without content", async () => {
    answers.push(new Response(null, { status: 204 }));
    await expect(rest.delete("x")).resolves.toBeUndefined();
  });

  test("rejects with the code and fields of the error", async () => {
    answers.push(refusal(409, { code: "conflict", detail: "", fields: { title: ["Taken."] } }));
    const error = await rest.post("conversations").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ code: "conflict", message: "Taken." });
  });

  test("waits out a short rate limit, and rejects after a long one", async () => {
    answers.push(
      refusal(429, { code: "rate_limited", detail: "", retry_after_ms: 2_000 }),
      Response.json({ ok: 1 }),
    );
    const answer = rest.get("me");
    await world.clock.pass(2_000);
    await expect(answer).resolves.toEqual({ ok: 1 });
    answers.push(refusal(429, { code: "rate_limited", detail: "", retry_after_ms: 60_000 }));
    await expect(rest.get("me")).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("rejects as unreachable without a network or a valid response", async () => {
    answers.push(new TypeError("Failed to fetch"), new Response("<html>", { status: 200 }));
    await expect(rest.get("me")).rejects.toBeInstanceOf(Unreachable);
    await expect(rest.get("me")).rejects.toBeInstanceOf(Unreachable);
  });

  test("treats a proxy's error page as an unavailable server", async () => {
    answers.push(new Response("<html>", { status: 502 }));
    await expect(rest.get("me")).rejects.toMatchObject({ code: "unavailable" });
  });

  test("gives up after twenty seconds", async () => {
    world.fetch = (_, { signal }) =>
      new Promise((_, reject) => signal!.addEventListener("abort", () => reject(new Error("aborted"))));
    const answer = expect(rest.get("me")).rejects.toBeInstanceOf(Unreachable);
    await world.clock.pass(20_000);
    await answer;
  });

  test("reports that the user is signed out, and only then", async () => {
    answers.push(
      refusal(403, { code: "forbidden", detail: "" }),
      refusal(401, { code: "not_authenticated", detail: "" }),
    );
    await rest.get("me").catch(() => {});
    expect(signedOut).toBe(0);
    await rest.get("me").catch(() => {});
    expect(signedOut).toBe(1);
  });
});

describe("sentences", () => {
  test.each([
    [{ code: "forbidden", detail: "x" }, "x"],
    [{ code: "invalid", detail: "Say more." }, "Say more."],
    [{ code: "something_new", detail: "In its words." }, "In its words."],
    [{ code: "something_new", detail: "" }, "This did not work."],
  ])("of %o", (error, words) => {
    expect(sentence(error)).toBe(words);
  });
});
