// @vitest-environment jsdom
import { signal } from "@preact/signals-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import "../../../../static/src/elements/dialogs/person-card";
import type { PersonCard } from "../../../../static/src/elements/dialogs/person-card";
import "../../../../static/src/elements/dialogs/report-dialog";
import type { ReportDialog } from "../../../../static/src/elements/dialogs/report-dialog";
import type { Profile } from "../../../../static/src/models/api";
import type { Screen } from "../../../../static/src/screen/screen";

const BOB = { id: "bob", username: "bob", display_name: "Bob Martin" };

beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
});

function screenWith(profile: Profile | null | undefined, acts: object = {}) {
  const known = signal(profile);
  const chat = {
    account: { me: signal({ id: "me" }) },
    people: {
      get: () => BOB,
      profile: () => known.value,
      renewProfile: async () => undefined,
      ...acts,
    },
    conversations: acts,
    presence: { of: () => undefined },
  };
  const screen = { chat, show: vi.fn(), go: vi.fn(), closed: vi.fn() };
  return { screen: screen as unknown as Screen, known };
}

async function card(
  profile: Profile | null | undefined,
  user = "bob",
  acts: object = {},
): Promise<PersonCard> {
  const element = document.createElement("person-card");
  Object.assign(element, { screen: screenWith(profile, acts).screen, request: { name: "person", user } });
  document.body.append(element);
  await (element as PersonCard).updateComplete;
  return element as PersonCard;
}

const offered = (element: Element) =>
  [...element.querySelectorAll(".card-acts > *")].map((act) => act.textContent?.trim());

describe("the actions of a card", () => {
  it.each([
    ["before the profile is here", undefined, ["Message", "Block…", "Report…"]],
    ["for another person", BOB, ["Message", "Block…", "Report…"]],
    ["for a blocked person", { ...BOB, is_blocked: true }, ["Message", "Unblock", "Report…"]],
    ["about an account that is not in use", { ...BOB, is_deactivated: true }, ["Report…"]],
    ["about an account that is gone", null, []],
  ] as [string, Profile | null | undefined, string[]][])("%s", async (_, profile, expected) => {
    expect(offered(await card(profile))).toEqual(expected);
  });

  it("include editing on the user's own card", async () => {
    expect(offered(await card(BOB, "me"))).toEqual(["Edit profile"]);
  });

  it("show why a conversation cannot begin, and stay open", async () => {
    const create = () => Promise.reject(new Error("You cannot write to this person."));
    const element = await card(BOB, "bob", { create });
    element.querySelector<HTMLElement>("[data-first]")!.click();
    await vi.waitFor(() => expect(element.querySelector("[role=alert]")).not.toBeNull());
    expect(element.querySelector("[role=alert]")?.textContent).toContain("You cannot write to this person.");
    expect(element.querySelector("dialog")?.open).toBe(true);
  });
});

describe("a report", () => {
  async function report(acts: object): Promise<ReportDialog> {
    const element = document.createElement("report-dialog") as ReportDialog;
    const request = { name: "report", user: BOB, conversation: "c", seq: 3 };
    Object.assign(element, { screen: screenWith(BOB, acts).screen, request });
    document.body.append(element);
    await element.updateComplete;
    element.querySelector<HTMLInputElement>("[value=abuse]")!.checked = true;
    element.querySelector<HTMLTextAreaElement>("textarea")!.value = " Insults everyone ";
    element.querySelector<HTMLInputElement>("[name=block]")!.checked = true;
    return element;
  }
  const send = (element: Element) =>
    element.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));

  it("is sent to the staff, blocks the person, and explains what happens next", async () => {
    const reported = vi.fn(async () => undefined);
    const block = vi.fn(async () => undefined);
    const element = await report({ report: reported, block });
    send(element);
    await vi.waitFor(() => expect(element.textContent).toContain("Staff will review your report"));
    expect(reported).toHaveBeenCalledWith({
      reason: "abuse",
      detail: "Insults everyone",
      user: "bob",
      conversation: "c",
      seq: 3,
    });
    expect(block).toHaveBeenCalledWith("bob");
  });

  it("shows a refusal and keeps the text", async () => {
    const element = await report({ report: () => Promise.reject(new Error("That was a little fast.")) });
    send(element);
    await vi.waitFor(() =>
      expect(element.querySelector("[role=alert]")?.textContent).toBe("That was a little fast."),
    );
    expect(element.querySelector<HTMLTextAreaElement>("textarea")!.value).toBe(" Insults everyone ");
    expect(element.querySelector<HTMLInputElement>("[value=abuse]")!.checked).toBe(true);
  });

  it("is not sent again when only the block failed", async () => {
    const reported = vi.fn(async () => undefined);
    const element = await report({
      report: reported,
      block: () => Promise.reject(new Error("The server is busy.")),
    });
    send(element);
    await vi.waitFor(() => expect(element.querySelector("[role=alert]")).not.toBeNull());
    expect(element.querySelector("[role=alert]")?.textContent).toContain(
      "not blocked yet. The server is busy.",
    );
    expect(element.querySelector("form")).toBeNull();
    expect(reported).toHaveBeenCalledTimes(1);
  });
});
