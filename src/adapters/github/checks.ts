import { z } from "zod";
import type { Check, Checks } from "../../app/ports.ts";
import type { CheckPlan } from "../../domain/plan.ts";
import { cutMarkdown, cutTitle } from "./check-output.ts";
import type { Connection } from "./connection.ts";

const CheckRun = z.object({
  id: z.number(),
  name: z.string(),
  head_sha: z.string(),
  external_id: z.string().nullish(),
  conclusion: z.string().nullish(),
  app: z.object({ id: z.number() }).nullish(),
});
const CheckRuns = z.object({ check_runs: z.array(CheckRun) });
const Anything = z.unknown();

export function githubChecks(connection: Connection): Checks {
  const { self, isStandIn } = connection;
  // A stand-in does not say whose a check is. On GitHub one without an app is somebody else's.
  const isOurs = ({ app }: z.infer<typeof CheckRun>) =>
    app === null || app === undefined ? isStandIn : app.id === self.appId;

  return {
    async list(headSha) {
      const route = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
      const pages = await connection.pages(CheckRuns, route, {
        ref: headSha,
        filter: "latest",
        ...(isStandIn ? {} : { app_id: self.appId }),
      });
      const newest = new Map<string, z.infer<typeof CheckRun>>();
      for (const run of pages.flatMap((page) => page.check_runs).filter(isOurs)) {
        // "latest" is one run a name and check suite, and a commit may have several suites of ours.
        if (run.id > (newest.get(run.name)?.id ?? 0)) newest.set(run.name, run);
      }
      return [...newest.values()].map(checkOf);
    },

    async create(headSha, check, externalId) {
      await connection.call(Anything, "POST /repos/{owner}/{repo}/check-runs", {
        head_sha: headSha,
        ...fields(check, externalId),
      });
    },

    async update(id, check, externalId) {
      const route = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
      await connection.call(Anything, route, { check_run_id: id, ...fields(check, externalId) });
    },
  };
}

function checkOf({ id, name, head_sha, external_id, conclusion }: z.infer<typeof CheckRun>): Check {
  return { id, name, headSha: head_sha, externalId: external_id ?? "", conclusion: conclusion ?? undefined };
}

function fields(check: CheckPlan, externalId: string) {
  return {
    name: check.name,
    status: "completed",
    conclusion: check.conclusion,
    external_id: externalId,
    output: { title: cutTitle(check.title), summary: cutMarkdown(check.summary), text: cutMarkdown(check.text) },
  };
}
