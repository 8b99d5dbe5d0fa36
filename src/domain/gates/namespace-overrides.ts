import type { Node } from "../cluster.ts";
import type { Namespace } from "../cluster-surroundings.ts";
import { isObject, type Json, type JsonObject, numberAt, stringAt } from "../manifest.ts";
import { tolerates } from "../overlay/tolerations.ts";
import type { Lanes } from "../settings.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, unreadable, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { type LaneNodes, laneNodes, liveList, namespacesOf } from "./look.ts";

const PREFIX = "scheduler.alpha.kubernetes.io/";
/** What is seen of an annotation ends here; a list that was cut off cannot be read. */
const longestAnnotation = 1024;

/**
 * The two annotations by which a namespace overrides what its pods say about nodes (facts, risk register of the
 * appendix; admission plugins PodNodeSelector and PodTolerationRestriction). They change the pods and not the
 * templates, so neither Git nor Argo CD shows them. `node-selector` is merged into every pod: a node of each lane must
 * satisfy it. `defaultTolerations` are added to every pod: with one for the lane's taint all pods of the namespace
 * have opted in, and cordons, pressure and lost nodes must never be tolerated (facts §3 #28). Whether the plugins are
 * switched on is not to be seen, so the annotations count.
 */
export function namespaceOverrides({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const wanted =
    "namespaces whose default node selector fits a node of each lane and whose default tolerations open neither the secondary nor an unhealthy node";
  const movers = workloads.filter((workload) => strategyOf(workload) !== "stay");
  const names = namespacesOf(snapshot, movers);
  const command = kubectl(
    "get",
    "namespaces",
    ...names,
    "-o",
    `custom-columns=NAME:.metadata.name,SELECTOR:.metadata.annotations.${PREFIX.replaceAll(".", "\\.")}node-selector,TOLERATIONS:.metadata.annotations.${PREFIX.replaceAll(".", "\\.")}defaultTolerations`,
  );
  const namespaces = liveList(snapshot, (cluster) => cluster.namespaces);
  if (namespaces.state === "unknown") return unreadable("the namespaces", namespaces.reason, wanted, command);
  const seen = names.map((name) => ({ name, found: namespaces.value.find((candidate) => candidate.name === name) }));
  const nodes = laneNodes(snapshot);
  const { lanes } = snapshot.settings;
  return verdictOf({
    findings: seen.flatMap(({ name, found }) => {
      if (found === undefined) return [unread(`namespace ${name}`, "it is not among those that were read")];
      return [
        ...(found.nodeSelector === undefined
          ? []
          : nodes.state === "unknown"
            ? [unread("the nodes", nodes.reason)]
            : selectorFindings(found.name, found.nodeSelector, nodes.value, lanes)),
        ...(found.defaultTolerations === undefined
          ? []
          : tolerationFindings(found.name, found.defaultTolerations, lanes)),
      ];
    }),
    good: `no annotation of ${names.join(", ")} overrides the lanes`,
    notes: seen.flatMap(({ found }) => (found === undefined ? [] : [describe(found)])),
    wanted,
    command,
  });
}

function selectorFindings(namespace: string, text: string, nodes: LaneNodes, lanes: Lanes): Finding[] {
  const pairs = selectorPairs(text);
  const remedy = `Take the annotation ${PREFIX}node-selector off namespace ${namespace}, or narrow it to what nodes of both lanes have.`;
  if (pairs === undefined)
    return [fail(`namespace ${namespace}: its node selector cannot be read as labels: ${text}`, remedy)];
  const outside = (members: readonly Node[]) =>
    !members.some(({ labels }) => pairs.every(([key, value]) => labels[key] === value));
  return [
    ...(outside(nodes.secondary) ? [lanes.secondary] : []),
    ...(outside(nodes.primary) ? [lanes.primary] : []),
  ].map((lane) =>
    fail(
      `namespace ${namespace} gives its pods the node selector ${text}, which no node of the ${lane} lane has`,
      remedy,
    ),
  );
}

/** `a=b, c=d`; undefined when it is anything else. An empty text selects every node. */
function selectorPairs(text: string): readonly (readonly [string, string])[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length === 1 && parts[0] === "") return [];
  const pairs = parts.map((part) => part.split("=").map((side) => side.trim()));
  return pairs.every((pair) => pair.length === 2 && pair[0] !== "")
    ? pairs.map(([key = "", value = ""]) => [key, value] as const)
    : undefined;
}

function tolerationFindings(namespace: string, text: string, lanes: Lanes): Finding[] {
  if (text.length >= longestAnnotation)
    return [unread(`the default tolerations of namespace ${namespace}`, "they are too long to be kept")];
  const list = parsed(text);
  const remedy = `Correct the annotation ${PREFIX}defaultTolerations of namespace ${namespace}; apps opt in by their own overlay.`;
  if (list === undefined)
    return [fail(`namespace ${namespace}: its default tolerations are not a list of tolerations`, remedy)];
  return list.flatMap((toleration) => {
    if (tolerates([toleration], lanes.taint))
      return [
        fail(
          `namespace ${namespace} lets all its pods tolerate the secondary (${tolerationText(toleration)}): none of them had to opt in`,
          remedy,
        ),
      ];
    return toleratesTrouble(toleration)
      ? [
          fail(
            `namespace ${namespace} lets all its pods tolerate ${tolerationText(toleration)}, a node in trouble`,
            remedy,
          ),
        ]
      : [];
  });
}

/** An empty annotation is none; undefined: not a list of objects, which the API server would refuse every pod for. */
function parsed(text: string): readonly JsonObject[] | undefined {
  if (text.trim() === "") return [];
  try {
    const value = JSON.parse(text) as Json;
    return Array.isArray(value) && value.every(isObject) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A toleration for a while (tolerationSeconds) is what every pod gets for nodes that are lost, and harmless. */
function toleratesTrouble({ key, tolerationSeconds }: JsonObject): boolean {
  return (stringAt(key) ?? "").startsWith("node.kubernetes.io/") && numberAt(tolerationSeconds) === undefined;
}

function tolerationText({ key, operator, value, effect }: JsonObject): string {
  const what = stringAt(key) ?? "";
  const equals = stringAt(value) ?? "";
  const matched =
    what === "" ? "everything" : equals === "" ? `${what} ${stringAt(operator) ?? ""}`.trim() : `${what}=${equals}`;
  return `${matched}${stringAt(effect) === undefined ? "" : `:${stringAt(effect)}`}`;
}

function describe({ name, nodeSelector, defaultTolerations }: Namespace): string {
  return `${name}: node selector ${nodeSelector ?? "none"}, default tolerations ${defaultTolerations ?? "none"}`;
}
