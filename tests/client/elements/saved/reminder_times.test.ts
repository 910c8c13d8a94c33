import { describe, expect, it } from "vitest";
import { fromField, reminderTimes, toField } from "../../../../static/src/elements/saved/reminder-times";
import { instantOf, wallTime, zoneOf } from "../../../../static/src/helpers/zoned-time";

const at = (text: string): number => Date.parse(text);

/** The offers at a moment, without the words about the hour. */
function offered(now: string, zone: string): Record<string, string> {
  const times = reminderTimes(at(now), zone).map(({ label, at }) => [label.replace(/ at .*/, ""), at]);
  return Object.fromEntries(times);
}

describe("the offered times", () => {
  it("are some time from now, tomorrow morning and Monday morning", () => {
    expect(offered("2026-12-02T13:05:00Z", "Europe/Berlin")).toEqual({
      "In 20 minutes": "2026-12-02T13:25:00.000Z",
      "In 1 hour": "2026-12-02T14:05:00.000Z",
      "In 3 hours": "2026-12-02T16:05:00.000Z",
      Tomorrow: "2026-12-03T08:00:00.000Z",
      "Next Monday": "2026-12-07T08:00:00.000Z",
    });
  });

  it("say the hour of the zone", () => {
    const [, , , tomorrow] = reminderTimes(at("2026-12-02T13:05:00Z"), "Asia/Tokyo");
    expect(tomorrow?.label).toMatch(/^Tomorrow at 0?9:00/);
  });

  it("have no Monday on a Sunday, when it is tomorrow, and the next one on a Monday", () => {
    expect(offered("2026-12-06T12:00:00Z", "UTC")).not.toHaveProperty("Next Monday");
    expect(offered("2026-12-07T12:00:00Z", "UTC")["Next Monday"]).toBe("2026-12-14T09:00:00.000Z");
  });

  it.each([
    [
      "the day of the zone, not that of UTC",
      "2026-12-02T23:30:00Z",
      "Asia/Tokyo",
      "2026-12-04T00:00:00.000Z",
    ],
    ["a day behind UTC", "2026-12-02T03:30:00Z", "America/Los_Angeles", "2026-12-02T17:00:00.000Z"],
    ["a night of 23 hours", "2027-03-27T20:00:00Z", "Europe/Berlin", "2027-03-28T07:00:00.000Z"],
    ["a night of 25 hours", "2026-10-24T20:00:00Z", "Europe/Berlin", "2026-10-25T08:00:00.000Z"],
    [
      "the night itself, before the clock is set",
      "2026-10-25T00:30:00Z",
      "Europe/Berlin",
      "2026-10-26T08:00:00.000Z",
    ],
    ["half an hour", "2026-10-03T10:00:00Z", "Australia/Lord_Howe", "2026-10-03T22:00:00.000Z"],
    ["the end of a month and a year", "2026-12-31T12:00:00Z", "America/New_York", "2027-01-01T14:00:00.000Z"],
    ["a leap day", "2028-02-28T12:00:00Z", "Europe/London", "2028-02-29T09:00:00.000Z"],
  ])("are tomorrow at nine over %s", (_, now, zone, expected) => {
    expect(offered(now, zone).Tomorrow).toBe(expected);
  });

  it("are as many minutes away in a night in which the clock is set", () => {
    expect(offered("2026-10-25T00:50:00Z", "Europe/Berlin")["In 3 hours"]).toBe("2026-10-25T03:50:00.000Z");
  });
});

describe("a chosen date and time", () => {
  it.each([
    ["is that of the zone", "2026-07-01T09:00", "Europe/Berlin", "2026-07-01T07:00:00.000Z"],
    [
      "is an hour later if it does not occur",
      "2027-03-28T02:30",
      "Europe/Berlin",
      "2027-03-28T01:30:00.000Z",
    ],
    ["is the first of two", "2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
    ["does not occur in New York", "2027-03-14T02:15", "America/New_York", "2027-03-14T07:15:00.000Z"],
    ["occurs twice in New York", "2026-11-01T01:15", "America/New_York", "2026-11-01T05:15:00.000Z"],
    ["does not occur at midnight", "2026-04-24T00:10", "Africa/Cairo", "2026-04-23T22:10:00.000Z"],
    [
      "does not occur for half an hour",
      "2026-10-04T02:10",
      "Australia/Lord_Howe",
      "2026-10-03T15:40:00.000Z",
    ],
    ["does not occur for a day", "2011-12-30T12:00", "Pacific/Apia", "2011-12-30T22:00:00.000Z"],
    ["is of a zone with minutes", "2026-07-01T09:00", "Asia/Kathmandu", "2026-07-01T03:15:00.000Z"],
  ])("%s", (_, field, zone, expected) => {
    expect(new Date(fromField(field, zone)!).toISOString()).toBe(expected);
  });

  it("is nothing while it is not complete", () => {
    expect(fromField("", "UTC")).toBeNull();
    expect(fromField("2026-07-01", "UTC")).toBeNull();
  });

  it("reads as it was written, at any hour of a year", () => {
    for (const zone of ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"])
      for (let time = at("2026-01-01T00:30:00Z"); time < at("2027-01-01T00:00:00Z"); time += 35 * 3_600_000) {
        const read = fromField(toField(time, zone), zone)!;
        // The second of two is read as the first.
        expect([0, 1_800_000, 3_600_000]).toContain(time - read);
        expect(wallTime(read, zone)).toEqual(wallTime(time, zone));
      }
  });
});

describe("the zone", () => {
  it("is that of the profile, or else the browser's", () => {
    const browsers = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(zoneOf({ time_zone: "Asia/Tokyo" })).toBe("Asia/Tokyo");
    for (const time_zone of ["", null, "Nowhere/At_All"]) expect(zoneOf({ time_zone })).toBe(browsers);
  });

  it("counts days and hours on", () => {
    expect(instantOf({ year: 2026, month: 12, day: 32, hour: 9, minute: 0 }, "UTC")).toBe(
      at("2027-01-01T09:00:00Z"),
    );
  });
});
