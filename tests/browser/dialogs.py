"""Opens any dialog of the screen, with what each of them needs."""

#: A script that takes [a dialog's name, a conversation's id, a user] and shows the dialog.
SHOW = """async ([name, conversation, user]) => {
  const canvas = new OffscreenCanvas(400, 300);
  canvas.getContext("2d").fillRect(0, 0, 100, 100);
  const picture = await canvas.convertToBlob();
  const shown = { id: "one", name: "a.png", type: "image/png", kind: "picture", size: picture.size, state: "ready",
                  width: 400, height: 300, local: URL.createObjectURL(picture) };
  document.querySelector("chat-screen").screen.show({
    name, conversation, user: name === "person" ? user.id : user, seq: 1, kind: "group",
    heading: "Sure?", text: "It is gone then.", verb: "Go on",
    act() {}, save() {}, start: "one", file: new File([picture], "a.png", { type: "image/png" }),
    files: () => [{ file: shown, sender: user.id, at: new Date().toISOString(), seq: 1 }],
  });
}"""
