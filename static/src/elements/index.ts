// All elements of the chat page.
import "./chat-screen";
