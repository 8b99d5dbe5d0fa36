import type { ClusterView } from "../cluster.ts";
import { code, joined, type Markdown, md, neutral } from "../markdown.ts";
import { table } from "../markdown-table.ts";
import { type EvidenceTable, evidence } from "./evidence-table.ts";

/** Claims and the volumes behind them (runbook §3.1, data model). */
export function volumeEvidence({ claims, volumes }: ClusterView): readonly EvidenceTable[] {
  const behind = volumes.state === "known" ? volumes.value : [];
  return [
    evidence("Claims and volumes", claims, ["Claim", "Phase", "Access modes", "Class", "Volume", "Kind"], (claim) => {
      const volume = behind.find(({ name }) => name === claim.volumeName);
      return [
        code(`${claim.namespace}/${claim.name}`),
        neutral(claim.phase),
        neutral(claim.accessModes.join(", ")),
        claim.storageClass === undefined ? md`default` : code(claim.storageClass),
        claim.volumeName === undefined ? md`none yet` : code(claim.volumeName),
        volume === undefined ? md`not known` : neutral(volume.csi?.driver ?? volume.source),
      ];
    }),
  ];
}

/** What the runbook wants of Longhorn's settings; documented there, never changed by us. */
const wantedSettings: Readonly<Record<string, string>> = {
  "default-replica-count": "2",
  "replica-soft-anti-affinity": "false",
  "replica-auto-balance": "disabled",
  "concurrent-replica-rebuild-per-node-limit": "1",
  "replica-replenishment-wait-interval": "600",
};

/** Longhorn's volumes with their replicas, and the settings that the runbook names. */
export function longhornEvidence({ longhorn, claims, volumes }: ClusterView): readonly EvidenceTable[] {
  const title = md`Longhorn volumes and replicas`;
  if (longhorn.state === "absent")
    return [{ title, table: md``, note: md`Longhorn is not installed in this cluster.` }];
  if (longhorn.state === "unknown")
    return [{ title, table: md``, note: md`**Not observed:** ${neutral(longhorn.reason)}` }];
  const handles = handlesOf(claims, volumes);
  const shown = longhorn.value.volumes.filter(({ name }) => handles === undefined || handles.has(name));
  const rows = shown.map((volume): readonly Markdown[] => {
    const replicas = longhorn.value.replicas.filter((replica) => replica.volume === volume.name);
    return [
      code(volume.name),
      neutral(volume.state ?? "not known"),
      neutral(volume.robustness ?? "not known"),
      neutral(String(volume.numberOfReplicas ?? "not known")),
      replicas.length === 0
        ? md`none`
        : joined(
            replicas.map(
              ({ node, state, failedAt }) =>
                md`${node === undefined ? md`no node` : code(node)} ${neutral(failedAt === "" ? (state ?? "not known") : "failed")}`,
            ),
          ),
      volume.node === undefined ? md`nowhere` : code(volume.node),
    ];
  });
  const settings = Object.entries(wantedSettings).map(([name, wanted]): readonly Markdown[] => [
    code(name),
    neutral(longhorn.value.settings[name] ?? "not known"),
    neutral(wanted),
  ]);
  return [
    {
      title,
      table: table(["Volume", "State", "Robustness", "Replicas wanted", "Replicas", "Attached to"], rows),
      note: rows.length === 0 ? md`None of this app.` : md``,
    },
    { title: md`Longhorn settings`, table: table(["Setting", "Is", "The runbook's"], settings), note: md`` },
  ];
}

/** Longhorn's names of the app's volumes; undefined when the claims are not known. */
function handlesOf(claims: ClusterView["claims"], volumes: ClusterView["volumes"]): ReadonlySet<string> | undefined {
  if (claims.state !== "known" || volumes.state !== "known") return undefined;
  const bound = new Set(claims.value.flatMap(({ volumeName }) => volumeName ?? []));
  return new Set(volumes.value.filter(({ name }) => bound.has(name)).flatMap(({ csi }) => csi?.handle ?? []));
}
