// @vitest-environment jsdom
import { expect, it, vi } from "vitest";
import "../../../../static/src/elements/panes/invitations-pane";
import type { InvitationsPane } from "../../../../static/src/elements/panes/invitations-pane";

it("a new link stays in the list when an earlier request returns", async () => {
  const made: object[] = [];
  let answer = (): void => undefined;
  const invitations = {
    // The invitations as the server returned them.
    of: () => {
      const then = [...made];
      return new Promise((resolve) => {
        answer = () => resolve(then);
      });
    },
    create: async () => {
      made.push({ id: "i", token: "t", uses: 0 });
      return made[0];
    },
  };
  const attempt = (act: () => Promise<unknown>): Promise<unknown> => act();
  const screen = { chat: { invitations }, attempt, copy: async () => undefined, panes: vi.fn() };
  const pane = document.createElement("invitations-pane") as InvitationsPane;
  Object.assign(pane, { screen, item: { id: "one", title: "Choir" } });
  document.body.append(pane);
  await pane.updateComplete;
  pane.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await new Promise((resolve) => setTimeout(resolve));
  answer();
  await new Promise((resolve) => setTimeout(resolve));
  await pane.updateComplete;
  expect(pane.querySelectorAll(".invitation")).toHaveLength(1);
});
