import { type JsonObject, listAt, objectAt, stringAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, listed, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { type GitOrLive, gitOrLive, liveOnlyText, type Shown } from "./git-or-live.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, namespacesOf, titleOf } from "./look.ts";
import { reachesSecondary } from "./reach.ts";

/** An image that may be on one node only, and why. */
type LocalImage = {
  readonly container: string;
  readonly image: string;
  readonly why: "never-pulled" | "loopback" | "bare-name";
};

/**
 * Images that the secondary may not get (facts §3, row 18): one that is never pulled has to be loaded into each node by
 * hand, and a registry at localhost is the node's own. Which images a node holds is not asked: its list in the API ends
 * after fifty.
 */
export function nodeLocalImages({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const moving = workloads.filter((workload) => reachesSecondary(strategyOf(workload)));
  return verdictOf({
    findings: moving.flatMap((workload) => {
      const images = imagesOf(workload, snapshot);
      return [...images.unread, ...images.shown.map((image) => judge(workload, image))];
    }),
    good: `every image comes from a registry that both nodes can ask${isOffline(snapshot) ? " (in Git; no cluster was asked)" : ""}`,
    notes: moving.map(
      (workload) =>
        `${titleOf(workload)}: ${listed([...new Set(workload.containers.map(({ image }) => image))], ", ") || "no images"}`,
    ),
    wanted: "no image that is never pulled or that comes from the node itself",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "deploy,sts",
      "-o",
      "custom-columns=NAME:.metadata.name,IMAGES:.spec.template.spec.containers[*].image,PULL:.spec.template.spec.containers[*].imagePullPolicy",
    ),
  });
}

function imagesOf(workload: Workload, snapshot: Snapshot): GitOrLive<LocalImage> {
  const { initContainers, containers } = workload.pod;
  const written = [...listAt(initContainers), ...listAt(containers)].map(objectAt);
  return gitOrLive(
    workload,
    snapshot,
    (pod) => (pod === workload.pod ? localImages(pod) : localImages(pod).filter((image) => remains(image, written))),
    ({ container, why }) => `${container} ${why}`,
  );
}

/** The next sync settles an image that Git writes, and a policy that it writes; what it does not write remains. */
function remains({ container, why }: LocalImage, written: readonly JsonObject[]): boolean {
  const inGit = written.find(({ name }) => name === container);
  return inGit === undefined || (why === "never-pulled" && inGit.imagePullPolicy === undefined);
}

function localImages(pod: JsonObject): readonly LocalImage[] {
  return [...listAt(pod.initContainers), ...listAt(pod.containers)].map(objectAt).flatMap((each): LocalImage[] => {
    const image = stringAt(each.image) ?? "";
    const why = whyLocal(image, stringAt(each.imagePullPolicy));
    return why === undefined ? [] : [{ container: stringAt(each.name) ?? "", image, why }];
  });
}

function whyLocal(image: string, policy: string | undefined): LocalImage["why"] | undefined {
  if (policy === "Never") return "never-pulled";
  if (isLoopback(registryOf(image))) return "loopback";
  // A name without registry, folder and version that is only pulled when it is not there: the mark of a hand-loaded image.
  return policy === "IfNotPresent" && /^[\w.-]+(?::latest)?$/.test(image) ? "bare-name" : undefined;
}

/** The registry of an image; undefined when it names none, which means Docker Hub. */
function registryOf(image: string): string | undefined {
  const slash = image.indexOf("/");
  const first = image.slice(0, slash);
  return slash !== -1 && (/[.:]/.test(first) || first === "localhost") ? first : undefined;
}

function isLoopback(registry: string | undefined): boolean {
  const host = registry?.replace(/:\d+$/, "").toLowerCase() ?? "";
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])$/.test(host);
}

function judge(workload: Workload, shown: Shown<LocalImage>): Finding {
  const { container, image, why } = shown.what;
  const title = titleOf(workload);
  const where = `container ${container} of ${title}`;
  switch (why) {
    case "never-pulled":
      return fail(
        `${where} never pulls its image ${image}${liveOnlyText(shown)}: the secondary only has it if somebody loaded it there`,
        `Push ${image} to a registry that both nodes reach and set imagePullPolicy to IfNotPresent, or let ${title} stay.`,
      );
    case "loopback":
      return warn(
        `${where} pulls ${image}${liveOnlyText(shown)}: on each node that address is the node itself`,
        "See that the registry answers at this address on the secondary too, or use one that both nodes reach by name.",
      );
    case "bare-name":
      return warn(
        `${where} uses the image ${image}${liveOnlyText(shown)}, without registry or version: it may have been loaded into the primary by hand`,
        `Name its registry and version, or check that the secondary can pull ${image}.`,
      );
  }
}
