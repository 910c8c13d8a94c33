import { expect, test } from "vitest";
import { byRest } from "../../../static/src/connection/by_rest";
import { Unreachable } from "../../../static/src/connection/errors";
import { Rest } from "../../../static/src/connection/rest";
import { CALLS } from "../../../static/src/protocol/generated";
import type { CommandName } from "../../../static/src/protocol/wire";
import { FakeServer } from "../fake_server";
import { fakeWorld } from "../fake_world";

async function asked(name: CommandName, input: object): Promise<unknown[]> {
  const world = fakeWorld(new FakeServer());
  const found: unknown[] = [];
  world.fetch = async (path, { method, body }) => {
    found.push(method, path, body === undefined ? null : JSON.parse(String(body)));
    return Response.json({});
  };
  await byRest(new Rest(world), name, input as never);
  return found;
}

const AT_ONE = { conversation: "one", seq: 1 };
const PATH = "/api/v1/conversations/one/messages/1";

test.each([
  ["message.edit", { ...AT_ONE, body: "better" }, ["PATCH", PATH, { body: "better" }]],
  ["message.delete", AT_ONE, ["DELETE", PATH, null]],
  ["reaction.add", { ...AT_ONE, emoji: "👍" }, ["PUT", `${PATH}/reactions/%F0%9F%91%8D`, {}]],
  ["sync", { revs: {} }, ["POST", "/api/v1/sync", { revs: {} }]],
] as const)("%s fills the path, and the body has the other fields", async (name, input, expected) => {
  expect(await asked(name, input)).toEqual(expected);
});

test("every call is complete with the fields of its command", async () => {
  for (const [name, [method, path]] of Object.entries(CALLS)) {
    const fields = [...path.matchAll(/\{(\w+)\}/g)].map(([, field]) => [field, "x"]);
    const [used, address] = await asked(name as CommandName, Object.fromEntries(fields));
    expect([used, address]).toEqual([method, `/api/v1/${path.replace(/\{\w+\}/g, "x")}`]);
  }
});

test("a command that only the socket has needs it", async () => {
  await expect(asked("ping", {})).rejects.toThrow(Unreachable);
});
