/** The check runs on every head, in the order people see them (design §8). */
export const checkNames = {
  preflight: "lanekeeper/preflight",
  argoDiff: "lanekeeper/argo-diff",
  checklist: "lanekeeper/checklist",
  approval: "lanekeeper/approval",
} as const;

export type Purpose = "migrate" | "promote-primary-only" | "promote-dual-lane" | "failover" | "sign-off" | "rollback";
const purposes: readonly Purpose[] = [
  "migrate",
  "promote-primary-only",
  "promote-dual-lane",
  "failover",
  "sign-off",
  "rollback",
];

export type MigrationKey = { readonly env: string; readonly app: string };

/** `lanekeeper/prod/shop/migrate` */
export function branchName({ env, app }: MigrationKey, purpose: Purpose): string {
  return `lanekeeper/${env}/${app}/${purpose}`;
}

/** The inverse of {@link branchName}; undefined when the branch is not one of ours. */
export function parseBranchName(branch: string): { readonly key: MigrationKey; readonly purpose: Purpose } | undefined {
  const [prefix, env, app, last, ...rest] = branch.split("/");
  const purpose = purposes.find((known) => known === last);
  if (prefix !== "lanekeeper" || !env || !app || purpose === undefined || rest.length > 0) return undefined;
  return { key: { env, app }, purpose };
}

/** `Migrate shop to two lanes (prod, strategy A)` */
export function pullRequestTitle({ env, app }: MigrationKey, headline: string): string {
  return `Migrate ${app} to two lanes (${env}, strategy ${headline})`;
}

/** The three commits' subject lines, in order (runbook, PR planning template). */
export function commitSubjects(app: string): readonly [string, string, string] {
  return [
    `chore(${app}): add primary-only staging overlay with spread and anti-affinity`,
    `feat(${app}): dual-lane opt-in (toleration + affinity In [primary,secondary])`,
    `docs(${app}): migration evidence and rollback steps`,
  ];
}

/** Labels of the pull request. */
export const pullRequestLabels: readonly string[] = ["lanekeeper", "migration"];
