/*
 * Kubernetes quantities (`100m`, `1.5Gi`, `2e3`): https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 * Counted exactly, in whole numbers: 0.1 + 0.2 must not decide whether a pod fits on a node.
 */

const binary: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const grammar = /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|[eE]([+-]?\d+)|([numkMGTPE]?))$/;

/** The API server counts no further than this. */
const most = 2n ** 63n - 1n;
/** Longer than any that the API server prints; beyond it a quantity is an attack on whoever counts it. */
const longestText = 100;
const furthestExponent = 200;

/** A cpu quantity in millicores, rounded up as the scheduler does; undefined: not a quantity. */
export function millicores(quantity: string): number | undefined {
  return counted(quantity, 3);
}

/** A memory or storage quantity in bytes, or any other in its units, rounded up; undefined: not a quantity. */
export function wholeUnits(quantity: string): number | undefined {
  return counted(quantity, 0);
}

/**
 * The amount of a resource as requests are added up: cpu in millicores, everything else in units (memory, storage and
 * huge pages in bytes). undefined: not a quantity.
 */
export function resourceAmount(resource: string, quantity: string): number | undefined {
  return resource === "cpu" || resource.endsWith(".cpu") ? millicores(quantity) : wholeUnits(quantity);
}

/** quantity × 10^shift, rounded away from zero to a whole number. */
function counted(quantity: string, shift: number): number | undefined {
  const parts = quantity.length > longestText ? null : grammar.exec(quantity);
  if (parts === null) return undefined;
  const [, sign, whole = "", fraction = "", binarySuffix, exponent, suffix] = parts;
  if (whole === "" && fraction === "") return undefined;
  const power = decimalPower(exponent, suffix) - fraction.length + shift;
  const digits = BigInt(whole + fraction) << (binarySuffix === undefined ? 0n : (binary[binarySuffix] ?? 0n));
  const size = power >= 0 ? digits * 10n ** BigInt(power) : dividedUp(digits, 10n ** BigInt(-power));
  const kept = Number(size > most ? most : size);
  return sign === "-" && kept !== 0 ? -kept : kept;
}

/** Beyond the furthest exponent nothing changes: the amount is the most there can be, or the least above zero. */
function decimalPower(exponent: string | undefined, suffix: string | undefined): number {
  if (exponent === undefined) return decimal[suffix ?? ""] ?? 0;
  return Math.max(-furthestExponent, Math.min(furthestExponent, Number(exponent)));
}

function dividedUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
