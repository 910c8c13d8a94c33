import { beforeEach, describe, expect, test } from "vitest";
import { Line } from "../../../static/src/connection/line";
import { FakeClock } from "../fake_clock";

let clock: FakeClock;
let line: Line;

beforeEach(() => {
  clock = new FakeClock();
  line = new Line(clock);
});

describe("the connection line", () => {
  test("shows nothing when a failure ends within a moment", async () => {
    line.become("waiting", null);
    await clock.pass(700);
    expect(line.state.value.visible).toBe(false);
    line.become("online", null);
    await clock.pass(5_000);
    expect(line.state.value).toEqual({ phase: "online", visible: false, retryAt: null });
  });

  test("appears after two seconds in total, despite reconnection attempts", async () => {
    for (let attempt = 0; attempt < 4; attempt++) {
      line.become("waiting", clock.now() + 500);
      await clock.pass(500);
      line.become("connecting", null);
    }
    expect(line.state.value).toMatchObject({ phase: "connecting", visible: true });
    line.become("waiting", 7);
    expect(line.state.value).toEqual({ phase: "offline", visible: true, retryAt: 7 });
  });

  test("waits again when the next failure begins", async () => {
    line.become("waiting", null);
    await clock.pass(3_000);
    line.become("online", null);
    line.become("waiting", null);
    expect(line.state.value.visible).toBe(false);
  });

  test("shows at once that the user is signed out", () => {
    line.become("signed-out", null);
    expect(line.state.value).toMatchObject({ phase: "signed-out", visible: true });
  });
});
