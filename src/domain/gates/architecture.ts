import type { Node } from "../cluster.ts";
import { type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import type { Verdict } from "../verdict.ts";
import { holds, stringMap, type Workload } from "../workload.ts";
import { type Finding, fail, listed, unread, unreadable, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { laneNodes, titleOf } from "./look.ts";
import { requiredNodeAffinity } from "./node-terms.ts";
import { reachesSecondary } from "./reach.ts";

/** Both names of the label that kubelets set. */
const archLabels = ["kubernetes.io/arch", "beta.kubernetes.io/arch"];

type Lane = { readonly lane: string; readonly members: readonly Node[] };

/**
 * Images for one processor do not run on another (facts §3, row 17). The scheduler does not look at images, and the API
 * does not hold their manifests: a pod is placed and dies with an exec format error. Only people can say that an
 * image has both; an app that asks for both architectures by node affinity says so.
 */
export function architecture({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const { label, primary, secondary } = snapshot.settings.lanes;
  const wanted = "one architecture on both lanes, or images for both";
  const command = kubectl("get", "nodes", "-L", `${label},kubernetes.io/arch`);
  const nodes = laneNodes(snapshot);
  if (nodes.state === "unknown") return unreadable("the nodes", nodes.reason, wanted, command);
  const lanes: readonly Lane[] = [
    { lane: primary, members: nodes.value.primary },
    { lane: secondary, members: nodes.value.secondary },
  ];
  const moving = workloads.filter((workload) => reachesSecondary(strategyOf(workload)));
  return verdictOf({
    findings: [...lanes.flatMap(silent), ...moving.flatMap((workload) => judge(workload, lanes))],
    good:
      moving.length === 0
        ? "no workload goes to the secondary"
        : `both lanes run ${[...architecturesOf(lanes)].join(" and ")}`,
    notes: lanes.map(({ lane, members }) => `${lane}: ${nodesText(members) || "no node"}`),
    wanted,
    command,
  });
}

/** Nodes that do not say what they are, and lanes without any. */
function silent({ lane, members }: Lane): Finding[] {
  if (members.length === 0) return [unread(`the architecture of the ${lane} lane`, "it has no node")];
  return members
    .filter((node) => node.architecture === undefined)
    .map((node) => unread(`the architecture of ${node.name}`, "the node does not say"));
}

function judge(workload: Workload, lanes: readonly Lane[]): Finding[] {
  const title = titleOf(workload);
  const asked = askedFor(workload.pod);
  const shut = lanes.filter(
    ({ members }) =>
      members.length > 0 && members.every(({ architecture: own }) => own !== undefined && !asked.accepts(own)),
  );
  if (shut.length > 0) {
    return shut.map(({ lane, members }) =>
      fail(
        `${title} asks for ${asked.text}, and no node of the ${lane} lane is of that (${nodesText(members)})`,
        `Once its images are built for both, let ${title} ask for both architectures or for none; or let it stay.`,
      ),
    );
  }
  const all = architecturesOf(lanes);
  if (all.size < 2) return [];
  const differ = `the lanes differ (${lanes.map(({ members }) => nodesText(members)).join(", ")})`;
  const images = listed([...new Set(workload.containers.map(({ image }) => image))], ", ");
  const look = `Look into each with \`docker buildx imagetools inspect <image>\` for linux/${[...all].join(" and linux/")}`;
  return asked.text === ""
    ? [
        fail(
          `${differ}, and nothing says that the images of ${title} are built for both: ${images}`,
          `${look}. If they have both, say so in Git by a required node affinity \`kubernetes.io/arch In [${[...all].join(", ")}]\`; if not, build them for both or let ${title} stay.`,
        ),
      ]
    : [
        warn(
          `${differ}; ${title} asks for ${asked.text}, so its images should be built for both: ${images}`,
          `${look}.`,
        ),
      ];
}

/** What a pod spec says of architectures: its words ("" for nothing), and whether it would take one. */
function askedFor(pod: JsonObject): { readonly text: string; readonly accepts: (architecture: string) => boolean } {
  const selected = Object.entries(stringMap(pod.nodeSelector)).filter(([key]) => archLabels.includes(key));
  const terms = listAt(requiredNodeAffinity(pod)?.nodeSelectorTerms).map((term) =>
    listAt(objectAt(term).matchExpressions)
      .map(objectAt)
      .filter(({ key }) => archLabels.includes(stringAt(key) ?? "")),
  );
  const named = terms.flat().map(({ key, operator, values }) => `${key} ${operator} [${listAt(values).join(", ")}]`);
  return {
    text: [...selected.map(([key, value]) => `${key}=${value}`), ...new Set(named)].join(", "),
    accepts: (own) => {
      const labels = Object.fromEntries(archLabels.map((key) => [key, own]));
      const termFits = terms.length === 0 || terms.some((term) => term.every((each) => holds(each, labels)));
      return selected.every(([, value]) => value === own) && termFits;
    },
  };
}

function architecturesOf(lanes: readonly Lane[]): ReadonlySet<string> {
  return new Set(lanes.flatMap(({ members }) => members.flatMap(({ architecture: own }) => own ?? [])));
}

function nodesText(members: readonly Node[]): string {
  return members.map(({ name, architecture: own }) => `${name} ${own ?? "unknown"}`).join(", ");
}
