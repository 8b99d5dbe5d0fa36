import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, fence, md, neutral } from "../../src/domain/markdown.ts";
import { markerText, readMarker, withMarker } from "../../src/domain/marker.ts";
import { hostileText } from "../support/hostile-text.ts";

const key = { env: "prod", app: "shop.example" };

describe("marker", () => {
  it.each(["status", "pull-request"] as const)("%s is read back from what was written", (kind) => {
    expect(readMarker(withMarker("Hello.\nThere.", { kind, key }))).toEqual({
      marker: { kind, key },
      text: "Hello.\nThere.",
    });
  });

  it("is read back from a body that was edited in a browser", () => {
    expect(readMarker(withMarker("Hello.", { kind: "status", key }).replaceAll("\n", "\r\n"))?.marker.key).toEqual(key);
  });

  it("is not found below the first line", () => {
    expect(readMarker(`Hi.\n${markerText({ kind: "status", key })}\n`)).toBeUndefined();
  });

  it("cannot be forged by other people's text, wherever it is shown", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, two) => {
        const shown = md`${neutral(one)}\n${code(two)}\n\n${fence(`${two}\n${markerText({ kind: "status", key })}`, "text")}`;

        expect(shown).not.toContain("<!--");
        expect(readMarker(shown)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});
