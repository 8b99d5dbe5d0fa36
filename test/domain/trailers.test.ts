import { describe, expect, it } from "vitest";
import { readTrailers, withTrailers } from "../../src/domain/trailers.ts";

describe("trailers", () => {
  const message = withTrailers("chore(shop): add it", { planId: "0123456789abcdef", requestedBy: "ada-l" });

  it("stand after a blank line, as git reads them", () => {
    expect(message).toBe("chore(shop): add it\n\nPlan-Id: 0123456789abcdef\nRequested-By: ada-l\n");
  });

  it("are read back", () => {
    expect(readTrailers(message)).toEqual({
      subject: "chore(shop): add it",
      planId: "0123456789abcdef",
      requestedBy: "ada-l",
    });
  });

  it("are read back from a message whose last newline was cut, as GitHub gives it", () => {
    expect(readTrailers(message.trimEnd())).toMatchObject({ planId: "0123456789abcdef", requestedBy: "ada-l" });
  });

  it("are not found in somebody's commit", () => {
    expect(readTrailers("Fix the Plan-Id: 12 thing")).toEqual({
      subject: "Fix the Plan-Id: 12 thing",
      planId: undefined,
      requestedBy: undefined,
    });
  });
});
