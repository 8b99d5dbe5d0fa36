import type { JsonObject } from "./manifest.ts";

/** How lanes are recognised in the cluster (runbook: cluster lane model). */
export type Lanes = {
  readonly label: string;
  readonly primary: string;
  readonly secondary: string;
  readonly taint: { readonly key: string; readonly value: string; readonly effect: string };
};

export type DataClass = "stateless" | "shareable" | "single-writer" | "fragile";
export type Strategy = "A" | "B1" | "B2" | "C" | "stay";
export type Severity = "fail" | "warn";

/** What the repository's file says of one app, or of one workload of it. */
export type AppChoices = {
  /** By workload name; `*` is every workload of the app. */
  readonly classes: Readonly<Record<string, DataClass>>;
  readonly strategies: Readonly<Record<string, Strategy>>;
  readonly attestations: readonly Attestation[];
  /** C's replicator: a container spec and its replicas; undefined when C is not configured. */
  readonly replicator: JsonObject | undefined;
};

/** Somebody's word for what no system can tell (`multi-writer`: two writers at once are safe). */
export type Attestation = { readonly what: "multi-writer"; readonly by: string };

/** One environment of one repository, with every default filled in. */
export type Settings = {
  readonly environment: string;
  /** The name of the cluster among the server's; never an address. */
  readonly cluster: string;
  readonly paths: { readonly overlays: string; readonly runbooks: string };
  readonly lanes: Lanes;
  readonly thresholds: { readonly restartsPerHour: number };
  /** Gates whose severity differs from the runbook's. */
  readonly severities: Readonly<Record<string, Severity>>;
  readonly approvals: {
    readonly required: number;
    readonly teams: readonly string[];
    readonly requesterMayApprove: boolean;
  };
  readonly bakeHours: number;
  /** undefined: full, or summary in a public repository. */
  readonly evidence: "full" | "summary" | undefined;
  /** Image names (last path segment) of databases that are sensitive to restarts, beside the known ones. */
  readonly fragileImages: readonly string[];
  readonly apps: Readonly<Record<string, AppChoices>>;
};

/** The runbook's own values: what an environment has when the repository says nothing. */
export const runbookSettings: Settings = {
  environment: "prod",
  cluster: "default",
  paths: { overlays: "overlays", runbooks: "docs/runbooks/migrations" },
  lanes: {
    label: "workload-lane",
    primary: "primary",
    secondary: "secondary",
    taint: { key: "workload-lane", value: "secondary", effect: "NoSchedule" },
  },
  thresholds: { restartsPerHour: 3 },
  severities: {},
  approvals: { required: 1, teams: [], requesterMayApprove: false },
  bakeHours: 24,
  evidence: undefined,
  fragileImages: [],
  apps: {},
};

/** What is chosen for an app that the settings do not name. */
export const noChoices: AppChoices = { classes: {}, strategies: {}, attestations: [], replicator: undefined };
