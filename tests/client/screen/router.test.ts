// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backCloses, settled } from "../../../static/src/screen/back-closes";
import { Router, routeOf } from "../../../static/src/screen/router";

let router: Router;

function onScreen(wide: boolean): void {
  vi.stubGlobal("matchMedia", () => ({ matches: wide }));
}

/** jsdom goes back in a later turn. */
async function back(): Promise<void> {
  const arrived = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
  history.back();
  await arrived;
}

beforeEach(() => {
  history.pushState(null, "", "/");
  onScreen(false);
  router = new Router();
  router.start();
});

afterEach(() => router.stop());

describe("an address", () => {
  it.each([
    ["/", null, null],
    ["/c/abc", "abc", null],
    ["/c/abc/", "abc", null],
    ["/c/abc/12", "abc", 12],
    ["/c/abc/x", null, null],
    ["/settings/profile/", null, null],
  ])("%s names its conversation and message", (path, conversation, seq) => {
    expect(routeOf(path)).toEqual({ conversation, seq });
  });
});

describe("the saved messages", () => {
  it("have an address, and no conversation", () => {
    router.goSaved();
    expect(location.pathname).toBe("/saved");
    expect(router.route.value).toMatchObject({ saved: true, conversation: null, pane: null });
    router.go("a");
    expect(router.route.value).toMatchObject({ saved: false, conversation: "a" });
  });

  it("are where back leads from a conversation that was opened from there", async () => {
    onScreen(true);
    router.goSaved();
    router.go("a", 3);
    await back();
    expect(router.route.value.saved).toBe(true);
  });

  it("lead back to the list", async () => {
    router.goSaved();
    const arrived = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
    router.home();
    await arrived;
    expect(location.pathname).toBe("/");
  });
});

describe("on a small screen", () => {
  it("back leads from a conversation to the list", async () => {
    router.go("a");
    await back();
    expect(router.route.value.conversation).toBeNull();
  });

  it("back leads from the second conversation to the list too", async () => {
    router.go("a");
    router.go("b");
    expect(location.pathname).toBe("/c/b");
    await back();
    expect(location.pathname).toBe("/");
  });

  it("back closes the pane that covers the timeline, and only it", async () => {
    router.go("a");
    router.openPane("details");
    router.openPane("members");
    await back();
    expect(router.route.value).toEqual({ conversation: "a", seq: null, pane: null, saved: false });
    await back();
    expect(location.pathname).toBe("/");
  });

  it("the arrow leads to the list from a conversation opened by its address", () => {
    history.replaceState(null, "", "/c/a");
    router = new Router();
    router.home();
    expect(location.pathname).toBe("/");
    expect(router.route.value.conversation).toBeNull();
  });
});

describe("on a wide screen", () => {
  beforeEach(() => onScreen(true));

  it("the pane stays open in another conversation", () => {
    router.go("a");
    router.togglePane("members");
    router.go("b");
    expect(router.route.value).toMatchObject({ conversation: "b", seq: null, pane: "members" });
    router.togglePane("members");
    expect(router.route.value.pane).toBeNull();
  });

  it("back goes through the conversations", async () => {
    router.go("a");
    router.go("b");
    await back();
    expect(location.pathname).toBe("/c/a");
  });
});

it("a followed permalink becomes the conversation's address", () => {
  router.go("a", 7);
  expect(router.route.value.seq).toBe(7);
  router.settle();
  expect(location.pathname).toBe("/c/a");
});

describe("a programmatic step back", () => {
  it("does not close a layer that opens before the browser has finished", async () => {
    router.go("one");
    router.openPane("members");
    router.closePane();
    const close = vi.fn();
    const uncover = backCloses(close);
    await settled();
    await vi.waitFor(() => expect(history.state).toMatchObject({ covered: true }));
    expect(close).not.toHaveBeenCalled();
    expect(router.route.value).toMatchObject({ conversation: "one", pane: null });
    uncover();
    await settled();
  });
});
