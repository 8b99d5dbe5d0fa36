import type { Mistake } from "./command/command.ts";
import type { Verb } from "./command/verbs.ts";
import { code, joined, type Markdown, md, neutral } from "./markdown.ts";
import { clip } from "./markdown-clean.ts";
import type { MigrationKey } from "./names.ts";
import type { Refusal } from "./refusal.ts";

/*
 * The short sentences that Lanekeeper says to people, so that its voice can be read in one sitting. Each first line
 * says what is so, the rest what to do.
 */

/** What a reply says: a first line in bold, then sentences. */
export type Message = { readonly title: Markdown; readonly says: readonly Markdown[] };

/** Verbs whose work comes after the merge and that this version does not do yet. */
const later: ReadonlySet<string> = new Set(["verify", "promote", "failover", "sign-off", "rollback"] satisfies Verb[]);

/** True for a verb that is understood and answered with "not yet". */
export function isLater(verb: string): boolean {
  return later.has(verb);
}

export function permissionDenied(login: string): Message {
  return {
    title: md`${code(login)} may not do this here.`,
    says: [
      md`Commands are taken from people with write access to this repository; it was looked up just now. Nothing was done.`,
    ],
  };
}

export function mistaken({ message, nearest }: Pick<Mistake, "message" | "nearest">): Message {
  return {
    title: neutral(clip(message, 500)),
    says: [nearest === undefined ? md`Nothing was done.` : md`Nothing was done. Did you mean ${code(nearest)}?`],
  };
}

export function settingsProblems(
  problems: readonly { readonly line: number | undefined; readonly message: string }[],
): Message {
  return {
    title: md`The settings in ${code(".github/lanekeeper.yml")} cannot be used.`,
    says: [
      joined(
        problems
          .slice(0, 50)
          .map(({ line, message }) =>
            line === undefined
              ? md`- ${neutral(clip(message, 500))}`
              : md`- Line ${line}: ${neutral(clip(message, 500))}`,
          ),
        "\n",
      ),
      ...(problems.length > 50 ? [md`50 of ${problems.length} problems shown.`] : []),
      md`Mend them on the default branch and say the command again. Nothing was done.`,
    ],
  };
}

export function notYet(key: MigrationKey, verb: Verb): Message {
  return {
    title: md`${code(verb)} is not done by this version of Lanekeeper yet.`,
    says: [
      md`The runbook that came with the pull request for ${code(key.app)} has every step after the merge, with its commands and its way back. Nothing was done.`,
    ],
  };
}

export function personError(message: string, remedy: string): Message {
  return { title: neutral(clip(message, 1000)), says: [md`${neutral(clip(remedy, 1000))} Nothing was done.`] };
}

export function foreignCommits(
  branch: string,
  commits: readonly { readonly sha: string; readonly author: string | undefined }[],
): Message {
  return {
    title: md`The branch ${code(branch)} holds commits that are not Lanekeeper's.`,
    says: [
      joined(
        commits
          .slice(0, 20)
          .map(
            ({ sha, author }) =>
              md`- ${code(sha.slice(0, 12))}${author === undefined ? md`` : md` by ${code(author)}`}`,
          ),
        "\n",
      ),
      md`They were left as they are, so nothing was rebuilt. Move them to a branch of their own and take them off this one, or close the pull request, delete the branch and say the command again.`,
    ],
  };
}

export function cancelled(key: MigrationKey, branchRemoved: boolean, branch: string): Message {
  return {
    title: md`The migration of ${code(key.app)} (${code(key.env)}) is cancelled.`,
    says: [
      branchRemoved
        ? md`The pull request is closed and its branch is gone. Nothing that runs was touched.`
        : md`The pull request is closed. The branch ${code(branch)} was kept, because it holds commits that are not Lanekeeper's. Nothing that runs was touched.`,
    ],
  };
}

export function nothingToCancel(key: MigrationKey, state: "open" | "closed" | "merged" | undefined): Message {
  const title = md`There is no open migration of ${code(key.app)} (${code(key.env)}) to cancel.`;
  if (state !== "merged") return { title, says: [md`Nothing was done.`] };
  return {
    title,
    says: [
      md`Its pull request is merged. The way back from there is the runbook's section “The way back”; nothing runs from its files while no Application points at them.`,
    ],
  };
}

/** Why nothing is proposed: the cause in words, where it stands, what to do. */
export function refused({ message, remedy, file, line, code: kind }: Refusal, key: MigrationKey): Message {
  const place =
    file === undefined ? md`` : line === undefined ? md`Where: ${code(file)}.` : md`Where: ${code(`${file}:${line}`)}.`;
  return {
    title: md`Nothing is proposed for ${code(key.app)} (${code(key.env)}).`,
    says: [
      md`${neutral(clip(message, 2000))}${sentenceEnd(message)}`,
      ...(place === "" ? [] : [place]),
      ...(remedy === "" ? [] : [md`What to do: ${neutral(clip(remedy, 2000))}`]),
      md`(Refused: ${code(kind)}. No branch and no pull request were made.)`,
    ],
  };
}

function sentenceEnd(text: string): Markdown {
  return /[.!?:]\s*$/.test(text) ? md`` : md`.`;
}
