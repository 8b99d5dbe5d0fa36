import type { Application, Source } from "../application.ts";
import { normaliseRepoUrl } from "../catalogue/repo-url.ts";
import { normalisePath } from "../catalogue/tree-path.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { fail, unread, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { live } from "./look.ts";

/** Argo CD's own cluster goes by either of these. */
const ownCluster = ["https://kubernetes.default.svc", "in-cluster"];

/**
 * The Application in the cluster is the one in Git: same repository, path, revision and destination (design §5). A
 * proof about another path or another cluster would be worse than none.
 */
export function source({ snapshot }: GateInput): Verdict {
  const { application } = snapshot;
  const { file, line } = application.place;
  const running = live(snapshot, (cluster) => cluster.application);
  const here = `Bring the live Application and ${file}:${line} together (sync what manages it), then look again.`;
  return verdictOf({
    findings:
      running.state === "unknown"
        ? [unread("the Application", running.reason)]
        : running.state === "absent"
          ? [fail(`Argo CD has no Application ${application.name}`, `Create it from ${file}, then look again.`)]
          : differences(application, running.value).map((difference) => fail(difference, here)),
    good: "the live Application reads what Git declares",
    notes: [describe("Git", application), ...(running.state === "known" ? [describe("live", running.value)] : [])],
    wanted: `repository, path, revision and destination as in ${file}:${line}`,
    command: applicationCommand(snapshot, "SOURCE:.spec.source,SOURCES:.spec.sources,DESTINATION:.spec.destination"),
  });
}

/** A read-only look at fields of the live Application. */
export function applicationCommand(snapshot: Snapshot, columns: string): string {
  const running = live(snapshot, (cluster) => cluster.application);
  const namespace =
    (running.state === "known" ? running.value.namespace : undefined) ?? snapshot.application.namespace ?? "argocd";
  return kubectl(
    "-n",
    namespace,
    "get",
    "applications.argoproj.io",
    snapshot.application.name,
    "-o",
    `custom-columns=${columns}`,
  );
}

function differences(declared: Application, running: Application): string[] {
  const wanted = declared.sources.map(sourceText);
  const seen = running.sources.map(sourceText);
  const sources = wanted.length === seen.length && wanted.every((text, index) => text === seen[index]);
  const destination =
    cluster(declared) === cluster(running) && declared.destination.namespace === running.destination.namespace;
  return [
    ...(sources
      ? []
      : [
          `the live Application reads ${seen.join(" and ") || "nothing"}, Git declares ${wanted.join(" and ") || "nothing"}`,
        ]),
    ...(destination
      ? []
      : [`the live Application deploys to ${destinationText(running)}, Git declares ${destinationText(declared)}`]),
  ];
}

/** One spelling of a source; an empty revision is HEAD (Argo CD's default). */
function sourceText({ repoURL, path, chart, targetRevision }: Source): string {
  const where = chart === undefined ? (normalisePath(path ?? "") ?? path ?? "") : `chart ${chart}`;
  return `${normaliseRepoUrl(repoURL)} ${where || "/"} at ${targetRevision || "HEAD"}`;
}

function cluster({ destination: { server, name } }: Application): string {
  const id = (server ?? name ?? "").replace(/\/$/, "");
  return ownCluster.includes(id) ? "in-cluster" : id;
}

function destinationText(application: Application): string {
  return `${cluster(application) || "no cluster"}, namespace ${application.destination.namespace ?? "of each object"}`;
}

function describe(where: string, application: Application): string {
  return `${where}: ${application.sources.map(sourceText).join(" and ")}; to ${destinationText(application)}`;
}
