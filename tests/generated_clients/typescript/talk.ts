// Alice starts a group with Bob and sends; Bob reads, reacts and mutes. `heard` at the end.
import createClient from "openapi-fetch";
import type { paths } from "./schema";

declare const process: { argv: string[] };

const baseUrl = process.argv[2] ?? "";

function done<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

function check(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}

async function register(name: string) {
  const username = `${name}-${crypto.randomUUID().slice(0, 13)}`;
  const body = { username, email: `${username}@example.org`, password: "four quiet herons wade" };
  const registered = done(await createClient<paths>({ baseUrl }).POST("/api/v1/auth/register", { body }));
  if (!("access" in registered)) throw new Error("the account has to wait");
  const headers = { Authorization: `Bearer ${registered.access}` };
  return { id: registered.user.id, api: createClient<paths>({ baseUrl, headers }) };
}

const alice = await register("alice");
const bob = await register("bob");

const start = { kind: "group" as const, title: "Garden", members: [bob.id] };
const garden = done(await alice.api.POST("/api/v1/conversations", { body: start }));
const path = { conversation: garden.id };

const message = { client_id: crypto.randomUUID(), body: "Roses?" };
const send = { params: { path }, body: message };
const sent = done(await alice.api.POST("/api/v1/conversations/{conversation}/messages", send));
check(sent.reply_to === undefined, "an empty field is absent");

const page = done(await bob.api.GET("/api/v1/conversations/{conversation}/messages", { params: { path } }));
check(page.items.map((each) => each.body).join() === "Roses?", "the message arrives");

const reaction = { params: { path: { ...path, seq: sent.seq, emoji: "👍" } } };
const reacted = done(
  await bob.api.PUT("/api/v1/conversations/{conversation}/messages/{seq}/reactions/{emoji}", reaction),
);
check(reacted.reactions["👍"]?.length === 1, "the reaction is there");

const receipt = { params: { path }, body: { read_seq: sent.seq } };
const read = done(await bob.api.PUT("/api/v1/conversations/{conversation}/receipt", receipt));
check(read.read_seq === sent.seq, "the receipt is there");

const mute = { params: { path }, body: { muted_until: "2031-05-01T00:00:00Z" } };
const muted = done(await bob.api.PATCH("/api/v1/conversations/{conversation}/membership", mute));
check(muted.muted_until !== undefined, "muted");
const unmute = { params: { path }, body: { clear: ["muted_until" as const] } };
const unmuted = done(await bob.api.PATCH("/api/v1/conversations/{conversation}/membership", unmute));
check(unmuted.muted_until === undefined, "unmuted");
console.log("heard");
