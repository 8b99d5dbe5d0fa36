import { z } from "zod";
import { isEnvironmentName } from "../domain/command/object-names.ts";
import { gates } from "../domain/gates/index.ts";
import { runbookSettings } from "../domain/settings.ts";
import { named } from "./map-names.ts";

/*
 * The schema of `.github/lanekeeper.yml`. Every key has its meaning beside it: the README's table and the JSON schema
 * for editors are made from it. Defaults are the runbook's.
 */

const { cluster, paths, lanes, thresholds, approvals, bakeHours } = runbookSettings;

/** Kubernetes: an optional DNS subdomain and a slash, then up to 63 letters, digits, `-`, `_` and `.`. */
const labelName = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    "is not a Kubernetes label name",
  );

const labelValue = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, "is not a Kubernetes label value");

const taint = z
  .string()
  .regex(
    /^[^=:]+(=[^=:]*)?:(NoSchedule|NoExecute)$/,
    "must read key=value:NoSchedule (or :NoExecute); a softer effect keeps no pod out",
  )
  .transform((text) => {
    const [, key = "", value = "", effect = ""] = text.match(/^([^=:]+)(?:=([^=:]*))?:(\w+)$/) ?? [];
    return { key, value, effect };
  })
  .refine(
    ({ key, value }) => labelName.safeParse(key).success && (value === "" || labelValue.safeParse(value).success),
    "is not a Kubernetes taint",
  );

/** A folder of the repository, confined to it: where files are written must not be for a file to choose freely. */
const folder = z
  .string()
  .superRefine((path, context) => {
    const message = folderProblem(path);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  })
  .transform((path) => path.replace(/\/$/, ""));

function folderProblem(path: string): string | undefined {
  const segments = path.replace(/\/$/, "").split("/");
  if (path.length > 200) return "is longer than 200 characters";
  if (path.startsWith("/")) return "must be a folder of the repository, not an absolute path";
  if (segments.includes("..")) return "must stay inside the repository (no `..`)";
  if (/^\.git(hub)?$/i.test(segments[0] ?? "")) return "must not be below .git or .github";
  const plain = segments.every((segment) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(segment));
  return plain ? undefined : "must name folders of letters, digits, `.`, `_` and `-`, with single slashes between them";
}

const team = z
  .string()
  .regex(/^@?[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/, "must read organization/team-slug")
  .transform((text) => text.replace(/^@/, ""));

const severity = z
  .enum(["fail", "warn"])
  .optional()
  .describe("How bad it is when the gate is not met: `fail` keeps the checks red, `warn` is only said.");

const gateSettings = {
  ...Object.fromEntries(gates.map(({ gate }) => [gate, z.strictObject({ severity }).prefault({})])),
  restarts: z
    .strictObject({
      max: z
        .int("must be a whole number")
        .min(0, "must not be negative")
        .default(thresholds.restartsPerHour)
        .describe("Restarts of a pod in the last hour that are still allowed."),
      severity,
    })
    .prefault({}),
};

const environment = z.strictObject({
  cluster: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "is not a cluster's name")
    .default(cluster)
    .describe("The cluster's name among the server's; never an address."),
  paths: z
    .strictObject({
      overlays: folder
        .prefault(paths.overlays)
        .describe("The folder of the generated overlays; below it `<env>/<app>/`."),
      runbooks: folder.prefault(paths.runbooks).describe("The folder of the runbooks with the evidence."),
    })
    .prefault({}),
  lanes: z
    .strictObject({
      label: labelName.default(lanes.label).describe("The node label that tells lanes apart."),
      primary: labelValue.default(lanes.primary).describe("The label's value on the node where apps run today."),
      secondary: labelValue.default(lanes.secondary).describe("The label's value on the second node."),
      taint: taint
        .optional()
        .describe(
          "The taint that keeps other apps off the second node; when left out `<label>=<secondary>:NoSchedule`.",
        ),
    })
    .refine((given) => given.primary !== given.secondary, "primary and secondary must differ")
    .prefault({}),
  gates: z.strictObject(gateSettings).prefault({}),
  approvals: z
    .strictObject({
      required: z
        .int("must be a whole number")
        .min(1, "must be at least 1: stage 2 always needs an approval")
        .max(10, "must be at most 10")
        .default(approvals.required)
        .describe("How many people must approve what is marked APPROVAL REQUIRED."),
      teams: z
        .array(team)
        .prefault([...approvals.teams])
        .describe(
          "Teams (`organization/team-slug`) whose members' approvals count; empty: everybody with write access.",
        ),
      requesterMayApprove: z
        .boolean()
        .default(approvals.requesterMayApprove)
        .describe("Whether the person who asked may approve, for a lone maintainer."),
    })
    .prefault({}),
  bakeHours: z
    .number()
    .positive("must be more than 0")
    .max(8760, "must be at most 8760 (a year)")
    .default(bakeHours)
    .describe("Hours that the app is watched on two nodes before sign-off."),
  evidence: z
    .enum(["full", "summary"])
    .optional()
    .describe(
      "How much of the evidence the pull request shows; when left out `full`, in a public repository `summary`.",
    ),
});

const dataClass = z.enum(["stateless", "shareable", "single-writer", "fragile"]);
const strategy = z.enum(["A", "B1", "B2", "C", "stay"]);

/** The fields of a Kubernetes container: a typo in one would otherwise only show when the replicator does not start. */
const containerFields =
  "args command env envFrom imagePullPolicy lifecycle livenessProbe ports readinessProbe resizePolicy resources restartPolicy securityContext startupProbe stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir".split(
    " ",
  );

const replicator = z.strictObject({
  name: z.string().refine(isEnvironmentName, "is not a container's name"),
  image: z.string().min(1, "must name an image"),
  replicas: z.int("must be a whole number").min(1, "must be at least 1").optional(),
  ...Object.fromEntries(containerFields.map((field) => [field, z.json().optional()])),
});

const choices = {
  class: z
    .union([dataClass, z.record(named("workload"), dataClass)])
    .optional()
    .describe(
      "The data class, when the facts do not tell: stateless, shareable, single-writer or fragile; one for the app, or one a workload (`*`: the others).",
    ),
  strategy: z
    .union([strategy, z.record(named("workload"), strategy)])
    .optional()
    .describe(
      "The strategy, when the proposed one is not wanted: A, B1, B2, C or stay; one for the app, or one a workload.",
    ),
  attest: z
    .array(z.enum(["multi-writer"]))
    .optional()
    .describe("What you vouch for because no system can see it; `multi-writer`: two pods that write at once are safe."),
  replicator: replicator
    .optional()
    .describe("For strategy C: the container that replicates to the secondary, as in a pod, and its `replicas`."),
};

const app = z.strictObject({
  ...choices,
  environments: z
    .record(named("env"), z.strictObject(choices).prefault({}))
    .default({})
    .describe("Any of these keys for one environment only; each replaces the app's own."),
});

/** `.github/lanekeeper.yml` */
export const repositoryFile = z.strictObject({
  environments: z
    .record(named("env"), environment.prefault({}))
    .refine(
      (all) => Object.keys(all).length > 0,
      "names no environment; leave the key out for the one environment `prod`",
    )
    .prefault({ [runbookSettings.environment]: {} })
    .describe("The environments by name. Left out: the one environment `prod` with every default."),
  apps: z
    .record(named("app"), app.prefault({}))
    .default({})
    .describe("What people chose for an app, by the name of its Argo CD Application."),
  fragileImages: z
    .array(
      z
        .string()
        .min(1, "must not be empty")
        .regex(/^[a-z0-9._-]+$/, "must be an image's last path segment, without registry and tag"),
    )
    .default([])
    .describe("Images (last path segment, no tag) of databases that are sensitive to restarts, beside the known ones."),
});

/** What the file says, with every default but the taint's filled in. */
export type RepositorySettings = z.output<typeof repositoryFile>;
export type EnvironmentSettings = RepositorySettings["environments"][string];
export type AppSettings = RepositorySettings["apps"][string];
