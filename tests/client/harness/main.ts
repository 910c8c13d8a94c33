import "../../../static/styles/main.css";
import "../../../static/src/elements/index";
import { browserWorld } from "../../../static/src/connection/browser";
import type { ChatScreen } from "../../../static/src/elements/chat-screen";
import { createChat } from "../../../static/src/models/engine";
import { BusyServer } from "./world";

Object.assign(globalThis, { setImmediate: (task: () => void) => setTimeout(task, 0) });

const wish = new URLSearchParams(location.search);
const server = new BusyServer(Number(wish.get("scale") ?? 200));
if (wish.has("long")) server.long();
const world = { ...browserWorld("/ws/v1", ""), fetch: server.fetch, openSocket: server.openSocket };
const chat = createChat(world, server.firstState());
const screen = document.querySelector<ChatScreen>("chat-screen")!;
screen.chat = chat;
chat.start();

Object.assign(globalThis, { server, chat });
