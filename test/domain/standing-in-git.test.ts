import { describe, expect, it } from "vitest";
import { headerLine } from "../../src/domain/file-header.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import { standingInGit } from "../../src/domain/standing-in-git.ts";
import { anApplication } from "../support/snapshot.ts";

const header = headerLine({ app: "shop", env: "prod", strategy: "A", version: "0.1.0", inputs: "0123456789ab" });
const ready = new Map(
  ["primary-only", "dual-lane"].map((stage) => [
    `overlays/prod/shop/${stage}/kustomization.yaml`,
    `${header}\nkind: Kustomization\n`,
  ]),
);

function following(path: string) {
  const { sources } = anApplication();
  return anApplication({ sources: sources.map((source) => ({ ...source, path })) });
}

describe("an app stands", () => {
  it("where it always did, with nothing prepared", () => {
    expect(standingInGit(anApplication(), new Map(), runbookSettings)).toMatchObject({
      state: "not-prepared",
      path: "apps/shop",
      header: undefined,
    });
  });

  it("prepared, when overlays with our header stand beside it", () => {
    expect(standingInGit(anApplication(), ready, runbookSettings)).toMatchObject({
      state: "prepared",
      header: { strategy: "A" },
    });
  });

  it("not prepared, when somebody else's files stand there", () => {
    const foreign = new Map([["overlays/prod/shop/dual-lane/kustomization.yaml", "kind: Kustomization\n"]]);

    expect(standingInGit(anApplication(), foreign, runbookSettings).state).toBe("not-prepared");
  });

  it.each([
    ["overlays/prod/shop/primary-only", "primary-only"],
    ["./overlays/prod/shop/dual-lane/", "dual-lane"],
  ])("at the stage that its path is: %s", (path, state) => {
    expect(standingInGit(following(path), ready, runbookSettings).state).toBe(state);
  });

  it("by the settings' own folder and environment", () => {
    const settings = {
      ...runbookSettings,
      environment: "lab",
      paths: { ...runbookSettings.paths, overlays: "k8s/stages" },
    };

    expect(standingInGit(following("k8s/stages/lab/shop/dual-lane"), new Map(), settings).state).toBe("dual-lane");
    expect(standingInGit(following("overlays/prod/shop/dual-lane"), new Map(), settings).state).toBe("not-prepared");
  });
});
