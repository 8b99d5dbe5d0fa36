/**
 * What an observation came to. `absent` means the system said that there is none; an outage, a refusal or a
 * broken answer is `unknown` with its reason, and unknown never passes a gate.
 */
export type Known<T> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "absent" }
  | { readonly state: "unknown"; readonly reason: string };

export const absent = { state: "absent" } as const;

/** A value that was observed. */
export function known<T>(value: T): Known<T> {
  return { state: "known", value };
}

/** A value that could not be observed, and why. */
export function unknown(reason: string): { readonly state: "unknown"; readonly reason: string } {
  return { state: "unknown", reason };
}
