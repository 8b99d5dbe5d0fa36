import { describe, expect, it } from "vitest";
import { overlayFilePaths, overlayPaths, relativeFolder } from "../../../src/domain/overlay/paths.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";

const paths = (overlays = "overlays", runbooks: readonly string[] = []) =>
  overlayPaths(
    { ...runbookSettings, paths: { ...runbookSettings.paths, overlays } },
    "shop",
    "apps/shop",
    "2026-01-01",
    runbooks,
  );

describe("the overlays", () => {
  it("stand by environment and app, the runbook by its day", () => {
    expect(paths()).toEqual({
      base: "apps/shop",
      primaryOnly: "overlays/prod/shop/primary-only",
      dualLane: "overlays/prod/shop/dual-lane",
      runbook: "docs/runbooks/migrations/shop-2026-01-01.md",
    });
  });

  it.each(["k8s/stages", "k8s/stages/", "./k8s//stages"])(
    "stand below the settings' folder, written as %s",
    (folder) => {
      expect(paths(folder).dualLane).toBe("k8s/stages/prod/shop/dual-lane");
    },
  );

  it("give the runbook the environment's name where the plain name is taken", () => {
    expect(paths("overlays", ["docs/runbooks/migrations/shop-2026-01-01.md"]).runbook).toBe(
      "docs/runbooks/migrations/shop-2026-01-01-prod.md",
    );
    expect(paths("overlays", ["docs/runbooks/migrations/shop-2025-12-31.md"]).runbook).toBe(
      "docs/runbooks/migrations/shop-2026-01-01.md",
    );
  });

  it("consist of the runbook's files and no others", () => {
    expect(overlayFilePaths(paths()).map((path) => path.replace("overlays/prod/shop/", ""))).toEqual([
      "primary-only/kustomization.yaml",
      "primary-only/patch-topology-and-anti-affinity.yaml",
      "dual-lane/kustomization.yaml",
      "dual-lane/patch-toleration-and-affinity.yaml",
      "dual-lane/standby.yaml",
      "dual-lane/replicator.yaml",
    ]);
  });
});

it.each([
  ["overlays/prod/shop/primary-only", "apps/shop", "../../../../apps/shop"],
  ["overlays/prod/shop/primary-only", "overlays/shop", "../../../shop"],
  ["overlays/prod/shop/primary-only", "", "../../../.."],
])("from %s the folder %j is %s", (from, to, expected) => {
  expect(relativeFolder(from, to)).toBe(expected);
});
