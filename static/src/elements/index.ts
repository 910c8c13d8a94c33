// Everything the chat page draws with.
import "./chat-screen";
