import { expect, it } from "vitest";
import { isPodName, isReplicaSetName } from "../../../src/domain/gates/own-names.ts";
import type { Workload } from "../../../src/domain/workload.ts";

function named(name: string, kind: Workload["kind"] = "Deployment") {
  return { kind, ref: { apiVersion: "apps/v1", kind, namespace: "shop", name } };
}

it("knows the names of a Deployment's pods and ReplicaSets, of any revision", () => {
  expect(isPodName(named("web"), "web-6d5f9c7b8c-x2x4z")).toBe(true);
  expect(isPodName(named("web"), "web-5c-zzzzz")).toBe(true);
  expect(isReplicaSetName(named("web"), "web-6d5f9c7b8c")).toBe(true);
});

it.each([
  "web",
  "web-x2x4z",
  "web-api-6d5f9c7b8c-x2x4z",
  "webs-6d5f9c7b8c-x2x4z",
  "web-6d5f9c7b8c-x2x4",
  "web-1e-aeiou",
])("does not take %s for a pod of web", (name) => {
  expect(isPodName(named("web"), name)).toBe(false);
});

it("does not take another Deployment's ReplicaSet for its own", () => {
  expect(isReplicaSetName(named("web"), "web-api-6d5f9c7b8c")).toBe(false);
  expect(isReplicaSetName(named("web", "StatefulSet"), "web-6d5f9c7b8c")).toBe(false);
});

it.each([46, 50, 57, 58, 60])(
  "knows the pods of a Deployment whose name of %i letters leaves no room for all of it",
  (length) => {
    const name = "w".repeat(length);
    const pod = `${`${name}-6d5f9c7b8c-`.slice(0, 58)}x2x4z`;

    expect(isPodName(named(name), pod)).toBe(true);
    expect(isPodName(named(`${name.slice(0, 40)}b`), pod)).toBe(false);
  },
);

it("knows a StatefulSet's pods by their ordinals", () => {
  expect(isPodName(named("db", "StatefulSet"), "db-11")).toBe(true);
  expect(isPodName(named("db", "StatefulSet"), "db-standby-0")).toBe(false);
  expect(isPodName(named("db", "StatefulSet"), "db-")).toBe(false);
});
