import { verbs } from "../command/verbs.ts";
import { code, type Markdown, md, neutral } from "../markdown.ts";
import { isLater } from "../messages.ts";

/** Every command with what it does, in the order people read them. */
export function helpView(): { readonly verbs: readonly { readonly usage: Markdown; readonly says: Markdown }[] } {
  return {
    verbs: verbs.map(({ verb, usage, says }) => ({
      usage: code(usage),
      says: isLater(verb) ? md`${neutral(says)} (not in this version yet)` : neutral(says),
    })),
  };
}
