import type { DataClass } from "./settings.ts";
import type { ClaimUse, HostPathUse } from "./storage.ts";
import { listAt, objectAt } from "./manifest.ts";
import type { Workload } from "./workload.ts";

/**
 * Images of databases and queues that are sensitive to restarts and to a second writer (runbook: fragile DB).
 * Compared with the last segment of the image's name; the settings' `fragileImages` add to it.
 */
const databases = new Set(
  "postgres postgresql postgresql-repmgr postgis timescaledb timescaledb-ha pgvector pgvecto-rs cockroach mysql mysql-server mariadb mariadb-galera percona percona-server mongo mongodb mongodb-community-server redis redis-stack redis-stack-server valkey keydb dragonfly etcd cassandra scylla elasticsearch opensearch influxdb clickhouse clickhouse-server couchdb couchbase rabbitmq kafka zookeeper nats-streaming neo4j qdrant milvus weaviate meilisearch typesense minio vault consul prometheus victoria-metrics loki garage".split(
    " ",
  ),
);

/** `registry.example:5000/team/postgres:16@sha256:…` → `postgres` */
export function imageName(image: string): string {
  const path = image.split("@", 1)[0] ?? image;
  const last = path.slice(path.lastIndexOf("/") + 1);
  return last.split(":", 1)[0]?.toLowerCase() ?? "";
}

/** The database image among a workload's main containers, if there is one. */
export function databaseImage(workload: Workload, fragileImages: readonly string[]): string | undefined {
  return workload.containers.find(
    ({ image, init }) => !init && (databases.has(imageName(image)) || fragileImages.includes(imageName(image))),
  )?.image;
}

/** The runbook's data model classification of one workload, with the reason (runbook §3.1). */
export function dataClass(
  workload: Workload,
  claims: readonly ClaimUse[],
  hostPaths: readonly HostPathUse[],
  fragileImages: readonly string[],
): { readonly class: DataClass; readonly reason: string } {
  const database = databaseImage(workload, fragileImages);
  if (database !== undefined) return { class: "fragile", reason: `runs ${imageName(database)}, a database that is sensitive to restarts` };
  const data = hostPaths.find(({ kind }) => kind !== "system");
  if (data !== undefined) return { class: "single-writer", reason: `keeps data in ${data.path} of its node` };
  const single = claims.find((claim) => !isShareable(claim));
  if (single !== undefined) return { class: "single-writer", reason: claimReason(single) };
  const shared = claims[0];
  if (shared !== undefined) return { class: "shareable", reason: `claim ${shared.claim} is ReadWriteMany` };
  const network = networkVolume(workload);
  if (network !== undefined) return { class: "shareable", reason: `mounts a shared ${network} volume` };
  return { class: "stateless", reason: "has no claim and no data on its node" };
}

/** Read-only claims can be mounted anywhere; a claim that nobody could look at is taken for the stricter kind. */
function isShareable({ accessModes }: ClaimUse): boolean {
  return accessModes.state === "known" && accessModes.value.some((mode) => mode === "ReadWriteMany" || mode === "ReadOnlyMany");
}

function claimReason({ claim, accessModes }: ClaimUse): string {
  if (accessModes.state === "known") return `claim ${claim} is ${accessModes.value.join(", ") || "without an access mode"}: one node at a time`;
  return accessModes.state === "absent"
    ? `claim ${claim} is neither in Git nor in the cluster: taken for a single writer`
    : `claim ${claim} could not be looked at (${accessModes.reason}): taken for a single writer`;
}

function networkVolume(workload: Workload): string | undefined {
  const kinds = ["nfs", "cephfs", "glusterfs", "azureFile"];
  return listAt(workload.pod["volumes"]).flatMap((volume) => kinds.filter((kind) => objectAt(volume)[kind] !== undefined))[0];
}
