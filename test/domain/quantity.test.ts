import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { millicores, resourceAmount, wholeUnits } from "../../src/domain/quantity.ts";

describe("a cpu quantity", () => {
  it.each([
    ["1", 1000],
    ["250m", 250],
    ["0.1", 100],
    ["1.5", 1500],
    [".5", 500],
    ["2.", 2000],
    ["1e1", 10_000],
    ["1k", 1_000_000],
    ["100u", 1],
    ["1n", 1],
    ["1500001n", 2],
    ["0", 0],
    ["-250m", -250],
    ["+1", 1000],
  ])("%s is %d millicores", (quantity, expected) => {
    expect(millicores(quantity)).toBe(expected);
  });
});

describe("a memory quantity", () => {
  it.each([
    ["128Mi", 134_217_728],
    ["1.5Gi", 1_610_612_736],
    ["0.5Ki", 512],
    ["1Ei", 2 ** 60],
    ["64M", 64_000_000],
    ["1E", 1e18],
    ["1E3", 1000],
    ["2e3", 2000],
    ["12e-1", 2],
    ["128974848000m", 128_974_848],
    ["1m", 1],
    ["0.1Ki", 103],
  ])("%s is %d bytes", (quantity, expected) => {
    expect(wholeUnits(quantity)).toBe(expected);
  });
});

describe("what is no quantity", () => {
  it.each([
    "",
    " 1",
    "1 ",
    "1Mi ",
    "m",
    ".",
    "-",
    "1.2.3",
    "0x10",
    "1mm",
    "1ki",
    "1Kib",
    "1e",
    "1e1.5",
    "1e1Ki",
    "NaN",
    "١",
  ])("%j is not counted", (text) => {
    expect(wholeUnits(text)).toBeUndefined();
    expect(millicores(text)).toBeUndefined();
  });
});

describe("a hostile quantity", () => {
  it.each([
    ["1e999999999", 2 ** 63],
    ["1e-999999999", 1],
    [`${"9".repeat(90)}Ei`, 2 ** 63],
    [`-${"9".repeat(90)}Ei`, -(2 ** 63)],
    [`0.${"0".repeat(90)}1`, 1],
    ["0e999999999", 0],
  ])("%s costs no time and is no more than the API server counts", (quantity, expected) => {
    expect(wholeUnits(quantity)).toBe(expected);
  });

  it("that is longer than any real one is not counted", () => {
    expect(wholeUnits("1".repeat(101))).toBeUndefined();
  });
});

describe("the amount of a resource", () => {
  it("is in millicores for cpu, a quota's too, and in units for the rest", () => {
    expect(resourceAmount("cpu", "0.5")).toBe(500);
    expect(resourceAmount("requests.cpu", "0.5")).toBe(500);
    expect(resourceAmount("memory", "1Ki")).toBe(1024);
    expect(resourceAmount("nvidia.com/gpu", "2")).toBe(2);
  });
});

describe("any quantity", () => {
  const binary = ["Ki", "Mi", "Gi"] as const;
  const decimal = ["n", "u", "m", "", "k", "M", "G"] as const;
  const power = { Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n } as const;
  const exponent = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9 } as const;

  it("with a binary suffix is its number times the power of two", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 21 }), fc.constantFrom(...binary), (number, suffix) => {
        expect(wholeUnits(`${number}${suffix}`)).toBe(Number(BigInt(number) * power[suffix]));
      }),
    );
  });

  it("is the same however it is written", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), fc.constantFrom(...decimal), (number, suffix) => {
        const written = `${number}${suffix}`;
        expect(wholeUnits(`${number}e${exponent[suffix]}`)).toBe(wholeUnits(written));
        expect(millicores(`${number}.000E${exponent[suffix]}`)).toBe(millicores(written));
        expect(millicores(`000${written}`)).toBe(millicores(written));
      }),
    );
  });

  it("is rounded up, by less than one", () => {
    const parts = fc.record({ whole: fc.nat({ max: 10_000 }), fraction: fc.integer({ min: 0, max: 999_999 }) });
    fc.assert(
      fc.property(parts, ({ whole, fraction }) => {
        const exact = BigInt(whole) * 1_000_000n + BigInt(fraction);
        const counted = wholeUnits(`${whole}.${String(fraction).padStart(6, "0")}`);
        const over = BigInt(counted ?? -1) * 1_000_000n - exact;
        expect(over >= 0n && over < 1_000_000n).toBe(true);
      }),
    );
  });

  it("grows with its number", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.constantFrom(...decimal, ...binary), (one, other, suffix) => {
        const [less = 0, more = 0] = [one, other].toSorted((first, second) => first - second);
        expect(wholeUnits(`${less}${suffix}`) ?? -1).toBeLessThanOrEqual(wholeUnits(`${more}${suffix}`) ?? -1);
      }),
    );
  });

  it("is a number or nothing, for any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const counted = wholeUnits(text);
        expect(counted === undefined || Number.isFinite(counted)).toBe(true);
      }),
    );
  });
});
