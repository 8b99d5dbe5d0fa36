import { listAt, objectAt } from "./manifest.ts";
import type { DataClass } from "./settings.ts";
import { type ClaimUse, type HostPathUse, mayBeShared, unsharedBecause } from "./storage.ts";
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
    ({ image, init, sidecar }) =>
      (!init || sidecar) && (databases.has(imageName(image)) || fragileImages.includes(imageName(image))),
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
  if (database !== undefined)
    return { class: "fragile", reason: `runs ${imageName(database)}, a database that is sensitive to restarts` };
  const data = hostPaths.find(({ kind }) => kind !== "system");
  if (data !== undefined) return { class: "single-writer", reason: `keeps data in ${data.path} of its node` };
  const single = claims.find((claim) => !mayBeShared(claim));
  if (single !== undefined)
    return { class: "single-writer", reason: `keeps its data on one claim (${unsharedBecause(single)})` };
  const disk = volumeOfKind(workload, diskKinds);
  if (disk !== undefined)
    return { class: "single-writer", reason: `mounts a volume of kind ${disk}, which one node at a time can attach` };
  const shared = claims[0];
  if (shared?.accessModes.state === "known")
    return {
      class: "shareable",
      reason: `mounts claim ${shared.claim}, which is ${shared.accessModes.value.join(", ")}`,
    };
  const network = volumeOfKind(workload, networkKinds);
  if (network !== undefined) return { class: "shareable", reason: `mounts a shared ${network} volume` };
  return { class: "stateless", reason: "has no claim and no data on its node" };
}

/** Volumes written into the pod itself: disks of one node at a time, and shares. */
const diskKinds = [
  "iscsi",
  "rbd",
  "fc",
  "awsElasticBlockStore",
  "gcePersistentDisk",
  "azureDisk",
  "cinder",
  "vsphereVolume",
];
const networkKinds = ["nfs", "cephfs", "glusterfs", "azureFile"];

function volumeOfKind(workload: Workload, kinds: readonly string[]): string | undefined {
  return listAt(workload.pod["volumes"]).flatMap((volume) =>
    kinds.filter((kind) => objectAt(volume)[kind] !== undefined),
  )[0];
}
