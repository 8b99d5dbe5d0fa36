import { describe, expect, it } from "vitest";
import type { CheckPlan } from "../../../src/domain/plan.ts";
import { aForge, answerOnlyWhatIsTold, appId, more, root, tell } from "./nocked.ts";

answerOnlyWhatIsTold();

const head = "a".repeat(40);
const check: CheckPlan = {
  name: "lanekeeper/preflight",
  conclusion: "action_required",
  title: "two\nlines",
  summary: "s",
  text: "é".repeat(40_000),
  digest: "d",
};

function run(id: number, name: string, app: number | null, fields: object = {}) {
  return {
    id,
    name,
    head_sha: head,
    external_id: `x${id}`,
    conclusion: "success",
    app: app === null ? null : { id: app },
    ...fields,
  };
}

describe("checks", () => {
  it("are those of this app, the newest of a name, from all pages", async () => {
    const { checks } = await aForge({ isStandIn: false });
    const page = (number: number) =>
      tell()
        .get(`${root}/commits/${head}/check-runs`)
        .query({ filter: "latest", app_id: appId, per_page: 100, page: number });
    page(1).reply(
      200,
      { total_count: 5, check_runs: [run(5, "lanekeeper/preflight", appId), run(9, "lanekeeper/preflight", 1)] },
      more,
    );
    page(2).reply(200, {
      total_count: 5,
      check_runs: [
        run(4, "lanekeeper/preflight", appId),
        run(6, "lanekeeper/checklist", appId, { conclusion: null, external_id: null }),
        run(7, "lanekeeper/approval", null),
      ],
    });

    expect(await checks.list(head)).toEqual([
      { id: 5, name: "lanekeeper/preflight", headSha: head, externalId: "x5", conclusion: "success" },
      { id: 6, name: "lanekeeper/checklist", headSha: head, externalId: "", conclusion: undefined },
    ]);
  });

  it("without an app are ours on a stand-in only", async () => {
    const { checks } = await aForge({ isStandIn: true });
    tell()
      .get(`${root}/commits/${head}/check-runs`)
      .query({ filter: "latest", per_page: 100, page: 1 })
      .reply(200, { check_runs: [run(7, "lanekeeper/approval", null), run(8, "ci", 1)] });

    expect((await checks.list(head)).map(({ name }) => name)).toEqual(["lanekeeper/approval"]);
  });

  it("are written completed, their texts within GitHub's bytes", async () => {
    const { checks } = await aForge();
    const sent: Record<string, unknown>[] = [];
    const take = (body: Record<string, unknown>) => sent.push(body) > 0;
    tell().post(`${root}/check-runs`, take).reply(201, {});
    tell().patch(`${root}/check-runs/5`, take).reply(200, {});

    await checks.create(head, check, "plan:preflight");
    await checks.update(5, check, "plan:preflight");

    const { output, ...rest } = sent[0] as { readonly output: { readonly title: string; readonly text: string } };
    expect(rest).toEqual({
      head_sha: head,
      name: "lanekeeper/preflight",
      status: "completed",
      conclusion: "action_required",
      external_id: "plan:preflight",
    });
    expect(output.title).toBe("two lines");
    expect(Buffer.byteLength(output.text)).toBeLessThanOrEqual(65_000);
    expect(sent[1]).toEqual({ ...rest, output, head_sha: undefined });
  });

  it("are written once, also when the answer is lost", async () => {
    const { checks } = await aForge();
    tell().post(`${root}/check-runs`).once().reply(504, {});

    await expect(checks.create(head, check, "x")).rejects.toThrow("504");
  });

  it("of a commit that GitHub does not know are an error, not an empty list", async () => {
    const { checks } = await aForge();
    tell()
      .get(`${root}/commits/${head}/check-runs`)
      .query(true)
      .reply(422, { message: `No commit found for SHA: ${head}` });

    await expect(checks.list(head)).rejects.toThrow("No commit found");
  });
});
