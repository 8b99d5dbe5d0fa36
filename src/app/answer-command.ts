import type { Command } from "../domain/command/command.ts";
import { parseCommand } from "../domain/command/parse-command.ts";
import type { MigrationKey } from "../domain/names.ts";
import type { Settings } from "../domain/settings.ts";
import { alreadyAnswered, changesSomething, isElsewhere, type Understood } from "./already-answered.ts";
import type { Answer, Answers } from "./answers.ts";
import { observedBy } from "./configured-cluster.ts";
import { UserError } from "./errors.ts";
import type { Kustomize } from "./kustomize.ts";
import { lookAt } from "./look-at.ts";
import { makePlan } from "./make-plan.ts";
import { cancelMigration, migrationStatus, openMigration, plannedMigration } from "./migration-commands.ts";
import type { Clusters, Comment, Forge, Forges, Repository, RepositoryFacts } from "./ports.ts";
import { requestOf } from "./request-of.ts";
import { reactionTo, say } from "./say.ts";
import { type ReadSettings, SETTINGS_FILE } from "./settings-port.ts";

export type CommandPorts = {
  readonly forges: Forges;
  readonly clusters: Clusters;
  readonly kustomize: Kustomize;
  readonly readSettings: ReadSettings;
  readonly texts: Answers;
  readonly version: string;
  readonly now: () => Date;
  readonly progress: (step: string) => void;
};

/** The key of a command: where the comment is. What it says is read when the work runs. */
export type CommandKey = { readonly repository: Repository; readonly issue: number; readonly comment: number };

/** Why a comment was left alone. */
export type Ignored =
  | "gone"
  | "edited"
  | "not-a-person"
  | "no-command"
  | "answered"
  | "superseded"
  | "foreign-pull-request";

/**
 * Answers one comment. Safe to run any number of times: everything is looked at anew, and what stands already is not
 * written again. Throws TransientError when a neighbour is unwell.
 */
export async function answerCommand(
  key: CommandKey,
  ports: CommandPorts,
): Promise<{ readonly ignored: Ignored } | { readonly answered: Answer["type"] }> {
  const forge = await ports.forges.open(key.repository);
  const comment = await forge.conversations.comment(key.comment);
  const ignored = ignoredBecause(comment);
  if (comment === undefined || ignored !== undefined) return { ignored: ignored ?? "gone" };
  const parsed = parseCommand(comment.body);
  if (parsed.type === "none") return { ignored: "no-command" };
  // A delivery may come again days later, when newer commands have changed what stands: an answered one stays answered.
  if (await forge.conversations.reacted(comment.id)) return { ignored: "answered" };
  const before = await alreadyAnswered(forge, comment, parsed);
  if (before !== undefined) return { ignored: before };
  if (await isElsewhere(forge, comment)) return { ignored: "foreign-pull-request" };
  const answer = await answerTo(parsed, comment, forge, ports);
  await say(forge, comment, answer, changesSomething(parsed), ports.texts);
  await forge.conversations.react(comment.id, reactionTo(answer));
  return { answered: answer.type };
}

/** Says an answer to the comment that a job is about, where there still is one. */
export async function sayTo(key: CommandKey, ports: CommandPorts, answer: Answer): Promise<void> {
  const forge = await ports.forges.open(key.repository);
  const comment = await forge.conversations.comment(key.comment);
  if (comment !== undefined && ignoredBecause(comment) === undefined)
    await say(forge, comment, answer, false, ports.texts);
}

/** An edited comment is nobody's word: anybody with write access could have put it there (facts B8). */
function ignoredBecause(comment: Comment | undefined): Ignored | undefined {
  if (comment === undefined) return "gone";
  if (comment.edited) return "edited";
  if (comment.viaApp || comment.ours || comment.author.type !== "User") return "not-a-person";
  return undefined;
}

async function answerTo(parsed: Understood, comment: Comment, forge: Forge, ports: CommandPorts): Promise<Answer> {
  const permission = await forge.people.permission(comment.author.login);
  if (permission !== "write" && permission !== "admin") return { type: "denied", login: comment.author.login };
  if (parsed.type === "help") return { type: "help" };
  if (parsed.type === "mistaken") return { type: "mistaken", mistake: parsed };
  let key: MigrationKey | undefined;
  try {
    const facts = await forge.files.facts();
    const base = await tipOf(forge, facts.defaultBranch);
    const answer = ports.readSettings(await forge.files.file(base, SETTINGS_FILE), parsed.env);
    if (!answer.ok) return { type: "settings-problems", problems: answer.problems };
    key = { app: parsed.app, env: answer.settings.environment };
    return await obey(parsed, key, answer.settings, comment, { forge, facts, commit: base }, ports);
  } catch (error) {
    if (error instanceof UserError) return { type: "user-error", key, message: error.message, remedy: error.remedy };
    throw error;
  }
}

type Where = { readonly forge: Forge; readonly facts: RepositoryFacts; readonly commit: string };

async function obey(
  command: Command,
  key: MigrationKey,
  settings: Settings,
  comment: Comment,
  where: Where,
  ports: CommandPorts,
): Promise<Answer> {
  const { forge, facts } = where;
  switch (command.verb) {
    case "open":
    case "refresh":
    case "plan": {
      const decision = await decisionFor(command, settings, comment, where, ports);
      // The pull request goes to the branch that the Application follows.
      const { branch = facts.defaultBranch, commit = where.commit } = decision.report?.snapshot.repository ?? {};
      const base = { branch, commit };
      if (command.verb === "plan") return plannedMigration(forge, key, base.branch, decision);
      ports.progress("writing the branch, the pull request and its checks");
      return openMigration(forge, key, base, decision, command.verb === "refresh");
    }
    case "status":
      return migrationStatus(forge, key, facts.defaultBranch);
    case "cancel":
      return cancelMigration(forge, key, facts.defaultBranch);
    case "verify":
    case "promote":
    case "failover":
    case "sign-off":
    case "rollback":
      return { type: "not-yet", key, verb: command.verb };
  }
}

async function decisionFor(
  command: Command,
  settings: Settings,
  comment: Comment,
  { forge, facts, commit }: Where,
  ports: CommandPorts,
) {
  const repository = `${facts.repository.owner}/${facts.repository.name}`;
  const cluster = ports.clusters.named(settings.cluster, repository);
  if (cluster === undefined) {
    throw new UserError(
      `Environment ${settings.environment} names the cluster \`${settings.cluster}\`, which this server does not know or does not open to ${repository}`,
      "Ask whoever runs Lanekeeper to configure it, or mend `cluster` in .github/lanekeeper.yml.",
    );
  }
  ports.progress("reading the repository");
  return makePlan(
    await lookAt(forge, facts, facts.defaultBranch, commit, cluster.aliases),
    { app: command.app, settings, request: requestOf(command, comment.author.login, comment.createdAt) },
    {
      kustomize: ports.kustomize,
      ...observedBy(cluster),
      texts: ports.texts,
      version: ports.version,
      now: ports.now,
      progress: ports.progress,
    },
  );
}

async function tipOf(forge: Forge, branch: string): Promise<string> {
  const tip = await forge.files.tip(branch);
  if (tip === undefined) throw new UserError(`The branch ${branch} has no commit`, "Push something to it first.");
  return tip;
}
