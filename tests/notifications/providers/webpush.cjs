// A push service for browsers: web-push-testing subscribes, checks VAPID and decrypts; its own server would listen on
// all interfaces and keep every message. Arguments: port, file to record to.
const fs = require("node:fs");
const http = require("node:http");
const { PushApiModel, SubscriptionExpiredError } = require("web-push-testing/src/PushApiModel.js");
// It loads these when they are first needed: an npm that installs meanwhile would have all refused.
for (const name of ["http_ece", "jsonwebtoken", "urlsafe-base64"]) require(name);

const [port, path] = [Number(process.argv[2]), process.argv[3]];
const model = new PushApiModel();
const file = fs.openSync(path, "a");
const usual = { answer: "ok", share: 1, delay: 0 };
const answers = { all: usual, tokens: new Map() };
const MOST = 1_000_000;
// What a push service must take, and most take no more (RFC 8030, 7.2).
const MOST_BYTES = 4096;
// The seconds for which a signature may be valid (RFC 8292, 2).
const LONGEST_CLAIM = 86400;
const STATUS = { gone: 410, unknown: 404, refused: 400, busy: 429, broken: 500, hang: 0, moved: 307 };

model.notifyUrl = `http://127.0.0.1:${port}/notify/`;

function read(request) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    let size = 0;
    request.on("data", (piece) => {
      size += piece.length;
      if (size > MOST) request.destroy();
      else pieces.push(piece);
    });
    request.on("end", () => resolve(Buffer.concat(pieces)));
    request.on("error", reject);
  });
}

function record(token, status, payload, headers) {
  const line = { time: Date.now() / 1000, provider: "webpush", token, status, payload, headers };
  fs.writeSync(file, `${JSON.stringify(line)}\n`);
}

function answerFor(token) {
  const found = answers.tokens.get(token) ?? answers.all;
  return found.share < 1 && Math.random() >= found.share ? { ...usual, delay: found.delay } : found;
}

/** What the browser would get; throws where it could not be read, or was not signed by whom it subscribed to. */
async function opened(hash, request, body) {
  const { headers } = request;
  if (body.length > MOST_BYTES) throw new Error("too large");
  const claims = /^vapid t=[^.]+\.([^.]+)\./.exec(headers.authorization)?.[1] ?? "";
  const { aud, sub, exp } = JSON.parse(Buffer.from(claims, "base64url").toString() || "{}");
  if (aud !== new URL(model.notifyUrl).origin || !sub) throw new Error(`signed for ${aud} by ${sub}`);
  if (!(exp <= Date.now() / 1000 + LONGEST_CLAIM)) throw new Error(`signed until ${exp}`);
  await model.handleNotification(
    hash,
    { encoding: headers["content-encoding"], authorization: headers.authorization, ttl: headers.ttl },
    body,
  );
  const text = model.messages[hash].pop();
  return JSON.parse(text);
}

function keyOf(authorization) {
  return /k=([^,;\s]+)/.exec(authorization ?? "")?.[1];
}

async function notify(hash, request, response) {
  const body = await read(request);
  const token = model.notifyUrl + hash;
  const answer = answerFor(token);
  const { ttl, urgency, topic } = request.headers;
  const headers = { ttl, urgency, topic, authorization: request.headers.authorization, size: body.length, began: Date.now() / 1000 };
  let payload = null;
  let status = 201;
  try {
    payload = await opened(hash, request, body);
    status = STATUS[answer.answer] ?? 201;
  } catch (error) {
    const known = model.subscriptions[hash];
    status = known && !(error instanceof SubscriptionExpiredError) ? 400 : 410;
    // As Mozilla, Google and Apple refuse another key than the browser subscribed with.
    if (known && keyOf(headers.authorization) !== known.applicationServerKey) status = 403;
    headers.wrong = String(error.message);
  }
  if (answer.delay) await new Promise((resolve) => setTimeout(resolve, answer.delay * 1000));
  record(token, status, payload, headers);
  if (answer.answer === "lost" && status === 201) return request.socket.destroy();
  if (status === 0) return undefined;
  if (status >= 429 && answer.retry_after != null) response.setHeader("Retry-After", String(answer.retry_after));
  if (status === 307) response.setHeader("Location", "/moved");
  return response.writeHead(status).end();
}

async function serve(request, response) {
  const hash = /^\/notify\/(\w+)$/.exec(request.url)?.[1];
  if (hash) return notify(hash, request, response);
  const said = JSON.parse((await read(request)).toString() || "{}");
  let told = {};
  if (request.url === "/subscribe") {
    told = await model.subscribe({ userVisibleOnly: "true", applicationServerKey: said.applicationServerKey });
  } else if (request.url === "/control") {
    const answer = { ...usual, ...said };
    if (said.token) answers.tokens.set(said.token, answer);
    else [answers.all, answers.tokens] = [answer, new Map()];
  } else {
    record(request.url, 404, null, {});
    return response.writeHead(404).end();
  }
  return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(told));
}

// The parent keeps our standard input open: when it ends, so does this process.
process.stdin.on("end", () => process.exit(0)).resume();
http
  .createServer((request, response) => {
    serve(request, response).catch((error) => response.writeHead(500).end(String(error)));
  })
  .listen(port, "127.0.0.1", () => console.log("listening"));
