import type { Action } from "./actions.ts";
import type { Forge, PullRequest } from "./ports.ts";

/** What stands after the actions: the branch's tip and its pull request. */
export type Performed = { readonly tip: string | undefined; readonly pullRequest: PullRequest | undefined };

/** Carries the actions out in order, one port call each; each later one looks at what the earlier ones made. */
export async function perform(actions: readonly Action[], forge: Forge, start: Performed): Promise<Performed> {
  let now = start;
  for (const action of actions) now = await performOne(action, forge, now);
  return now;
}

async function performOne(action: Action, forge: Forge, now: Performed): Promise<Performed> {
  switch (action.type) {
    case "publish-branch":
      return { ...now, tip: await forge.branches.publish(action.branch, action.base, action.commits, action.replaces) };
    case "open-pull-request":
      return { ...now, pullRequest: await forge.pullRequests.open(action) };
    case "update-pull-request":
      await forge.pullRequests.update(action.number, {
        ...(action.title === undefined ? {} : { title: action.title }),
        ...(action.body === undefined ? {} : { body: action.body }),
      });
      return now;
    case "add-labels":
      await forge.pullRequests.addLabels(numberOf(now), action.labels);
      return now;
    case "write-check":
      if (now.tip === undefined) throw new Error("a check needs a commit");
      if (action.replaces === undefined) await forge.checks.create(now.tip, action.check, action.externalId);
      else await forge.checks.update(action.replaces, action.check, action.externalId);
      return now;
    case "close-pull-request":
      await forge.pullRequests.close(action.number);
      return {
        ...now,
        pullRequest: now.pullRequest === undefined ? undefined : { ...now.pullRequest, state: "closed" },
      };
    case "remove-branch":
      await forge.branches.remove(action.branch, action.tip);
      return { ...now, tip: undefined };
  }
}

function numberOf({ pullRequest }: Performed): number {
  if (pullRequest === undefined) throw new Error("labels need a pull request");
  return pullRequest.number;
}
