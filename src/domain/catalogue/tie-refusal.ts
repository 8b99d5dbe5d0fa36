import type { Application, DeclaredApplication, Source } from "../application.ts";
import { type Refusal, refusal } from "../refusal.ts";
import type { Settings } from "../settings.ts";
import type { RepositoryIdentity } from "../snapshot.ts";
import { destinationMatches, type ExpectedCluster } from "./destination.ts";
import { meansRepository, normaliseRepoUrl } from "./repo-url.ts";
import { followedBy } from "./revision.ts";

/** Whether app, repository and cluster belong together, and what could not be compared. */
export type Tie = { readonly refusal: Refusal | undefined; readonly notes: readonly string[] };

type Where = { readonly file: string; readonly line: number | undefined } | undefined;

/**
 * Ties an Application to the repository, the branch and the cluster that are looked at; a proof about the wrong ones is
 * worse than none. Only the source that Argo CD reads a folder from is compared, so that a Helm chart's own repository
 * is left to `sourceRefusal`. `expected` is the environment's cluster as Argo CD names it, where the server knows it.
 */
export function tieRefusal(
  application: Application | DeclaredApplication,
  repository: RepositoryIdentity,
  settings: Settings,
  expected?: ExpectedCluster,
): Tie {
  const notes: string[] = [];
  const where: Where =
    "place" in application
      ? { file: application.place.file, line: application.lines.source ?? application.place.line }
      : undefined;
  const source = application.sources.find(({ chart, path }) => chart === undefined && path !== undefined);
  const first =
    source === undefined
      ? undefined
      : (repositoryRefusal(application, source, repository, where, notes) ??
        branchRefusal(application, source, repository, where, notes));
  return { refusal: first ?? clusterRefusal(application, settings, expected, where, notes), notes };
}

function repositoryRefusal(
  application: Application,
  source: Source,
  repository: RepositoryIdentity,
  where: Where,
  notes: string[],
): Refusal | undefined {
  const same = meansRepository(source.repoURL, repository);
  if (same === undefined)
    notes.push("This folder is no Git checkout, so `repoURL` and `targetRevision` were not compared with it.");
  if (same !== false) return undefined;
  return refusal(
    "other-repository",
    `Application \`${application.name}\` is read from \`${normaliseRepoUrl(source.repoURL)}\`, not from this repository (\`${repository.fullName}\`).`,
    "Ask for the migration in the repository that `spec.source.repoURL` names. If both are the same one, tell the server its other address (`LANEKEEPER_CLUSTERS`, URL aliases).",
    where,
  );
}

function branchRefusal(
  application: Application,
  source: Source,
  repository: RepositoryIdentity,
  where: Where,
  notes: string[],
): Refusal | undefined {
  const { branch, defaultBranch, fullName } = repository;
  if (fullName === undefined) return undefined;
  const followed = followedBy(source.targetRevision, branch);
  const written = source.targetRevision === "" ? "no targetRevision" : `targetRevision \`${source.targetRevision}\``;
  if (followed.type === "fixed") {
    return refusal(
      "other-revision",
      `Application \`${application.name}\` has ${written}, which is ${followed.what}: it does not follow a branch, so a merge would not reach it.`,
      `Let it follow a branch first, for example \`targetRevision: ${branch ?? defaultBranch ?? "main"}\`.`,
      where,
    );
  }
  const wanted = followed.type === "branch" ? followed.branch : defaultBranch;
  if (wanted === undefined || branch === undefined) {
    notes.push(`It is not known whether ${written} of \`${application.name}\` is the branch that was read.`);
    return undefined;
  }
  if (wanted === branch) return undefined;
  const which = followed.type === "branch" ? `branch \`${wanted}\`` : `the default branch, \`${wanted}\` (${written})`;
  return refusal(
    "other-revision",
    `Application \`${application.name}\` follows ${which}; the files were read from branch \`${branch}\`.`,
    `Read the repository at \`${wanted}\`, or let the Application follow \`${branch}\`.`,
    where,
  );
}

function clusterRefusal(
  application: Application,
  settings: Settings,
  expected: ExpectedCluster | undefined,
  where: Where,
  notes: string[],
): Refusal | undefined {
  const { server, name } = application.destination;
  const matches = destinationMatches(application.destination, expected);
  if (matches === "same") return undefined;
  if (matches === "untold") {
    if (expected !== undefined)
      notes.push(
        `It is not known whether destination \`${name ?? server ?? "(none)"}\` is cluster \`${settings.cluster}\`.`,
      );
    return undefined;
  }
  return refusal(
    "other-cluster",
    `Application \`${application.name}\` goes to \`${name ?? server}\`, which is not the cluster of environment \`${settings.environment}\` (\`${settings.cluster}\`).`,
    "Name the environment whose cluster it runs in (`--env`), or set that environment's cluster in the settings.",
    where,
  );
}
