/** A commit message with our trailers after a blank line. */
export function withTrailers(
  subject: string,
  trailers: { readonly planId: string; readonly requestedBy: string },
): string {
  return `${subject}\n\nPlan-Id: ${trailers.planId}\nRequested-By: ${trailers.requestedBy}\n`;
}

/** The inverse of {@link withTrailers}: the subject and what trailers it finds. */
export function readTrailers(message: string): {
  readonly subject: string;
  readonly planId: string | undefined;
  readonly requestedBy: string | undefined;
} {
  const find = (name: string) => message.match(new RegExp(`^${name}: (.+)$`, "m"))?.[1];
  return { subject: message.split("\n", 1)[0] ?? "", planId: find("Plan-Id"), requestedBy: find("Requested-By") };
}
