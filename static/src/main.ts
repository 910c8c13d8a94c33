// The chat page: connects the engine to the screen.
import "../styles/main.css";
import "./elements/index";
import { browserWorld } from "./connection/browser";
import { keepShell } from "./connection/shell";
import type { ChatScreen } from "./elements/chat-screen";
import { createChat } from "./models/engine";
import type { FirstState } from "./protocol/wire";

const first = JSON.parse(document.getElementById("first-state")!.textContent!) as FirstState;
const chat = createChat(browserWorld("/ws/v1", first.csrf), first);
const screen = document.querySelector<ChatScreen>("chat-screen")!;
screen.chat = chat;
chat.start();
void keepShell();
