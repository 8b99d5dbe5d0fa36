import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMarker } from "../../src/domain/marker.ts";
import { ANSWERED, answeredLine, readAnswered, statusMarker } from "../../src/domain/status-marker.ts";

const answered = fc.record({
  comment: fc.integer({ min: 1, max: 999_999_999_999_999 }),
  reaction: fc.constantFrom("+1" as const, "-1" as const, "confused" as const),
  acted: fc.nat(),
});

describe("a status comment", () => {
  it("names its migration in the first line, so that it is found again", () => {
    const body = `${statusMarker({ env: "prod", app: "shop" })}\n${answeredLine({ comment: 7, reaction: "+1", acted: 7 })}\ntext`;

    expect(readMarker(body)?.marker).toEqual({ kind: "status", key: { env: "prod", app: "shop" } });
  });

  it("of what names no app has a marker of its own, which no migration's holds", () => {
    expect(statusMarker({ env: "prod", app: "shop" })).not.toContain(statusMarker(undefined));
    expect(readMarker(`${statusMarker(undefined)}\ntext`)).toBeUndefined();
  });

  it("of one app is not found by the marker of an app whose name it begins with", () => {
    expect(statusMarker({ env: "prod", app: "shop-api" })).not.toContain(statusMarker({ env: "prod", app: "shop" }));
  });

  it("tells in its second line what it answers, and is read back", () => {
    fc.assert(
      fc.property(answered, (made) => {
        expect(readAnswered(`${statusMarker(undefined)}\n${answeredLine(made)}\n\ntext`)).toEqual(made);
        expect(answeredLine(made)).toContain(ANSWERED);
      }),
    );
  });

  it("is read back where GitHub gives Windows line ends", () => {
    const line = answeredLine({ comment: 12, reaction: "confused", acted: 3 });

    expect(readAnswered(`${statusMarker(undefined)}\r\n${line}\r\ntext`)).toEqual({
      comment: 12,
      reaction: "confused",
      acted: 3,
    });
  });

  it.each([
    "",
    "one line",
    "a\nb\n<!-- lanekeeper:answered 3 +1 acted 3 -->",
    "a\n<!-- lanekeeper:answered x +1 acted 3 -->",
    "a\ntext <!-- lanekeeper:answered 3 +1 acted 3 -->",
  ])("answers nothing when its second line does not say so: %j", (body) => {
    expect(readAnswered(body)).toBeUndefined();
  });
});
