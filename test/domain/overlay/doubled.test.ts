import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/domain/manifest.ts";
import { doubledEntry } from "../../../src/domain/overlay/doubled.ts";
import { aContainer, aDeployment } from "../../support/snapshot.ts";

const inContainer = (changes: JsonObject) => doubledEntry(aDeployment({ pod: { containers: [aContainer(changes)] } }));

describe("a list that names one thing twice", () => {
  it("is found in a container, with its words", () => {
    expect(inContainer({ env: [{ name: "A", value: "1" }, { name: "B" }, { name: "A", value: "2" }] })).toBe(
      "A twice in `env` of container web",
    );
  });

  it("is found among volumes and mounts", () => {
    expect(doubledEntry(aDeployment({ pod: { volumes: [{ name: "v" }, { name: "v" }] } }))).toBe(
      "v twice in `volumes`",
    );
    expect(
      inContainer({
        volumeMounts: [
          { name: "a", mountPath: "/x" },
          { name: "b", mountPath: "/x" },
        ],
      }),
    ).toContain("/x twice");
  });

  it("is not one port of two protocols", () => {
    expect(
      inContainer({
        ports: [
          { containerPort: 53, protocol: "UDP" },
          { containerPort: 53, protocol: "TCP" },
        ],
      }),
    ).toBeUndefined();
    expect(inContainer({ ports: [{ containerPort: 53 }, { containerPort: 53 }] })).toBeDefined();
  });

  it("is not there in a usual workload", () => {
    expect(doubledEntry(aDeployment())).toBeUndefined();
  });
});
