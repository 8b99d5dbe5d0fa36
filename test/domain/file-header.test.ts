import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headerLine, readHeader } from "../../src/domain/file-header.ts";

const header = { app: "shop", env: "prod", strategy: "A", version: "0.1.0", inputs: "0123456789ab" };
const word = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,30}$/);

describe("a file's header", () => {
  it("is one comment line", () => {
    expect(headerLine(header)).toBe("# lanekeeper: app=shop env=prod strategy=A version=0.1.0 inputs=0123456789ab");
  });

  it("is read back from the file's first line", () => {
    const inputs = fc.stringMatching(/^[0-9a-f]{12}$/);
    fc.assert(
      fc.property(
        fc.record({ app: word, env: word, strategy: fc.constantFrom("A", "B1", "B2", "C"), version: word, inputs }),
        (made) => {
          expect(readHeader(`${headerLine(made)}\n# why\napiVersion: v1\n`)).toEqual(made);
        },
      ),
    );
  });

  it("is read back where a checkout has Windows line ends", () => {
    expect(readHeader(`${headerLine(header)}\r\napiVersion: v1\r\n`)).toEqual(header);
  });

  it.each([
    ["a file without one", "apiVersion: v1\n"],
    ["an empty file", ""],
    ["a header on the second line", `\n${headerLine(header)}\n`],
    ["a header with words after it", `${headerLine(header)} and more\n`],
    ["a digest of another length", `${headerLine({ ...header, inputs: "0123" })}\n`],
    ["a header that lacks a field", "# lanekeeper: app=shop env=prod\n"],
  ])("is not found in %s", (_, content) => {
    expect(readHeader(content)).toBeUndefined();
  });
});
