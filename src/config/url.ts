import { z } from "zod";

/**
 * An http or https URL without a slash at its end; `host[:port]` is taken for https, as the argocd command line does.
 * Credentials in it are refused: they would end up in logs.
 */
export const httpUrl = z.string().transform((text, context) => {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  const message =
    url === null || url.hostname === "" || !/^https?:$/.test(url.protocol)
      ? "must be an http or https URL"
      : url.username !== "" || url.password !== ""
        ? "must not hold a user or a password"
        : url.search !== "" || url.hash !== ""
          ? "must not hold a query or a fragment"
          : undefined;
  if (message !== undefined) {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
  return (url?.href ?? "").replace(/\/+$/, "");
});
