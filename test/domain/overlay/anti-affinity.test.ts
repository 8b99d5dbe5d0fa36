import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { ownRequiredTerms, preferredApart, requiredApart } from "../../../src/domain/overlay/anti-affinity.ts";
import { aDeployment, aStatefulSet } from "../../support/snapshot.ts";
import { workloadOf } from "../../support/workloads.ts";

const hostname = "kubernetes.io/hostname";
const mine = { matchLabels: { app: "web" } };
const noisy: JsonObject = { labelSelector: { matchLabels: { app: "noisy" } }, topologyKey: hostname };

function workload(kind: "required" | "preferred", ...terms: readonly JsonObject[]) {
  return workloadOf(
    aDeployment({
      pod: { affinity: { podAntiAffinity: { [`${kind}DuringSchedulingIgnoredDuringExecution`]: terms } } },
    }),
  );
}

const wish = (podAffinityTerm: JsonObject) => ({ weight: 7, podAffinityTerm });

describe("required anti-affinity", () => {
  it("repels the workload's own pods of the same revision only", () => {
    expect(requiredApart(workloadOf(aDeployment()))).toEqual([
      { labelSelector: mine, topologyKey: hostname, matchLabelKeys: ["pod-template-hash"] },
    ]);
  });

  it("knows a StatefulSet's revisions by its own label", () => {
    expect(requiredApart(workloadOf(aStatefulSet()))).toEqual([
      { labelSelector: mine, topologyKey: hostname, matchLabelKeys: ["controller-revision-hash"] },
    ]);
  });

  it("keeps the app's own terms, because the list replaces", () => {
    expect(requiredApart(workload("required", noisy))).toEqual([
      noisy,
      expect.objectContaining({ labelSelector: mine }),
    ]);
  });
});

describe("preferred anti-affinity", () => {
  it("is a wish of full weight against itself", () => {
    expect(preferredApart(workloadOf(aDeployment()), true)).toEqual([
      {
        weight: 100,
        podAffinityTerm: { labelSelector: mine, topologyKey: hostname, matchLabelKeys: ["pod-template-hash"] },
      },
    ]);
  });

  it("leaves revisions out where the server does not know them in anti-affinity", () => {
    expect(preferredApart(workloadOf(aDeployment()), false)).toEqual([
      { weight: 100, podAffinityTerm: { labelSelector: mine, topologyKey: hostname } },
    ]);
  });

  it("keeps the app's own wishes", () => {
    expect(preferredApart(workload("preferred", wish(noisy)), true)).toHaveLength(2);
  });

  it("is not said twice where the app wishes the same", () => {
    const own = wish({ labelSelector: mine, topologyKey: hostname });

    expect(preferredApart(workload("preferred", own), true)).toEqual([own]);
  });

  it("is said where the app's own wish is about zones, or about others", () => {
    expect(
      preferredApart(workload("preferred", wish({ labelSelector: mine, topologyKey: "zone" })), true),
    ).toHaveLength(2);
    expect(preferredApart(workload("preferred", wish({ topologyKey: hostname })), true)).toHaveLength(2);
  });
});

describe("a required term of the app's own against itself", () => {
  it("is found by what it selects, not by how it is written", () => {
    const term = {
      topologyKey: hostname,
      labelSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["web", "api"] }] },
    };

    expect(ownRequiredTerms(workload("required", noisy, term))).toEqual([term]);
  });

  it("is not there in an app without affinity", () => {
    expect(ownRequiredTerms(workloadOf(aDeployment()))).toEqual([]);
  });
});
