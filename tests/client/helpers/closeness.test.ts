import { describe, expect, it } from "vitest";
import { closeness } from "../../../static/src/helpers/closeness";

describe("closeness", () => {
  it("ranks the start of a name first, then of a word, initials, a part, and scattered letters", () => {
    const names = ["design meeting", "the design", "dark ember sails in grey", "redesigned", "dxexsign"];
    const fits = names.map((name) => closeness(name, name === names[2] ? "desig" : "design"));
    expect(fits).toEqual([...fits].sort((a, b) => b - a));
    expect(new Set(fits).size).toBe(fits.length);
  });

  it.each([
    ["garden party", "party gar"],
    ["design-meeting", "meet"],
    ["design meeting", "dm"],
    ["maria gonzalez @mgonz", "mgonz"],
    ["announcements", "annts"],
    ["東京の会議", "会議"],
    ["anything", ""],
  ])("%s fits %s", (name, search) => expect(closeness(name, search)).toBeGreaterThan(0));

  it.each([
    ["garden", "gardens"],
    ["garden", "gx"],
    ["garden party", "party house"],
    ["a very long name in which letters are far apart", "avf"],
  ])("%s does not fit %s", (name, search) => expect(closeness(name, search)).toBe(0));
});
