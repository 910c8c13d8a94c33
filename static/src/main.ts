// The chat page: wires the engine to the screen.
