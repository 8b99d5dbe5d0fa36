import type { Command, ParsedCommand } from "../domain/command/command.ts";
import { parseCommand } from "../domain/command/parse-command.ts";
import { readMarker } from "../domain/marker.ts";
import { type MigrationKey, parseBranchName } from "../domain/names.ts";
import { ANSWERED, answeredLine, readAnswered, statusMarker } from "../domain/status-marker.ts";
import type { Settings } from "../domain/settings.ts";
import type { Answer, Answers } from "./answers.ts";
import { observedBy, withAliases } from "./configured-cluster.ts";
import { UserError } from "./errors.ts";
import type { Kustomize } from "./kustomize.ts";
import { makePlan } from "./make-plan.ts";
import { cancelMigration, migrationStatus, openMigration, plannedMigration } from "./migration-commands.ts";
import type { RepositoryLook } from "./observe.ts";
import type { Clusters, Comment, ConfiguredCluster, Forge, Forges, Repository, RepositoryFacts } from "./ports.ts";
import { requestOf } from "./request-of.ts";
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
export type Ignored = "gone" | "edited" | "not-a-person" | "no-command" | "answered" | "superseded" | "foreign-pull-request";

/** A comment that is meant for us. */
type Understood = Exclude<ParsedCommand, { readonly type: "none" }>;

/**
 * Answers one comment. Safe to run any number of times: everything is looked at anew, and what stands already is not
 * written again. Throws TransientError when a neighbour is unwell.
 */
export async function answerCommand(key: CommandKey, ports: CommandPorts): Promise<{ readonly ignored: Ignored } | { readonly answered: Answer["type"] }> {
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

/**
 * Whether a status comment of the issue answers this very command, or a later one about the same app. What only looks
 * does not supersede what acts: people ask for the status of a command that is still being tried.
 */
async function alreadyAnswered(forge: Forge, { id, issue }: Comment, parsed: Understood): Promise<"answered" | "superseded" | undefined> {
  const ours = await forge.conversations.ours(issue, ANSWERED);
  const answers = ours.flatMap(({ body }) => {
    const answered = readAnswered(body);
    return answered === undefined ? [] : [{ ...answered, key: readMarker(body)?.marker.key }];
  });
  const same = answers.find(({ comment }) => comment === id);
  if (same !== undefined) {
    // Only the reaction can be missing, when the answer was the last thing that a stopped run wrote.
    await forge.conversations.react(id, same.reaction);
    return "answered";
  }
  const env = parsed.type === "command" ? parsed.env : undefined;
  const about = answers.filter(({ key }) => key?.app === parsed.app && (env === undefined || key?.env === env));
  return about.some(({ comment, acted }) => (changesSomething(parsed) ? acted : comment) > id) ? "superseded" : undefined;
}

const onlyLooks: readonly string[] = ["plan", "status"];

/** True for a verb that may write more than the status comment. */
function changesSomething(parsed: Understood): boolean {
  return parsed.type === "command" && !onlyLooks.includes(parsed.verb);
}

/** True below somebody's pull request: commands work on issues and on our own pull requests (design §3). */
async function isElsewhere(forge: Forge, { issue }: Comment): Promise<boolean> {
  const subject = await forge.conversations.subject(issue);
  return subject?.kind === "pull-request" && (subject.headBranch === undefined || parseBranchName(subject.headBranch) === undefined);
}

/** Says an answer to the comment that a job is about, where there still is one. */
export async function sayTo(key: CommandKey, ports: CommandPorts, answer: Answer): Promise<void> {
  const forge = await ports.forges.open(key.repository);
  const comment = await forge.conversations.comment(key.comment);
  if (comment !== undefined && ignoredBecause(comment) === undefined) await say(forge, comment, answer, false, ports.texts);
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

async function obey(command: Command, key: MigrationKey, settings: Settings, comment: Comment, where: Where, ports: CommandPorts): Promise<Answer> {
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

async function decisionFor(command: Command, settings: Settings, comment: Comment, { forge, facts, commit }: Where, ports: CommandPorts) {
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
    { kustomize: ports.kustomize, ...observedBy(cluster), texts: ports.texts, version: ports.version, now: ports.now, progress: ports.progress },
  );
}

async function lookAt(forge: Forge, facts: RepositoryFacts, branch: string, commit: string, aliases: ConfiguredCluster["aliases"]): Promise<RepositoryLook> {
  const { repository, urls, defaultBranch, isPublic } = facts;
  const identity = { fullName: `${repository.owner}/${repository.name}`, urls, branch, defaultBranch, commit, isPublic };
  return {
    identity: withAliases(identity, aliases),
    files: await forge.files.tree(commit),
    async at(other) {
      const tip = await forge.files.tip(other);
      return tip === undefined ? undefined : lookAt(forge, facts, other, tip, aliases);
    },
  };
}

async function tipOf(forge: Forge, branch: string): Promise<string> {
  const tip = await forge.files.tip(branch);
  if (tip === undefined) throw new UserError(`The branch ${branch} has no commit`, "Push something to it first.");
  return tip;
}

/** One status comment an issue and migration, edited in place, written only when it says something else. */
async function say(forge: Forge, comment: Comment, answer: Answer, acts: boolean, texts: Answers): Promise<void> {
  const key = "key" in answer ? answer.key : undefined;
  const marker = statusMarker(key);
  const text = texts.answer(answer, { by: comment.author.login, command: comment.body.split(/\r?\n/, 1)[0] ?? "" });
  const [oldest] = await forge.conversations.ours(comment.issue, marker);
  const acted = acts ? comment.id : (readAnswered(oldest?.body ?? "")?.acted ?? 0);
  const body = `${marker}\n${answeredLine({ comment: comment.id, reaction: reactionTo(answer), acted })}\n${text}`;
  if (oldest === undefined) await forge.conversations.create(comment.issue, body);
  else if (oldest.body !== body) await forge.conversations.edit(oldest.id, body);
}

function reactionTo(answer: Answer): "+1" | "-1" | "confused" {
  switch (answer.type) {
    case "denied":
      return "-1";
    case "mistaken":
    case "settings-problems":
    case "not-yet":
    case "user-error":
    case "foreign-commits":
    case "nothing-to-cancel":
      return "confused";
    case "decision":
      return answer.decision.plan.outcome === "refused" ? "confused" : "+1";
    case "help":
    case "standing":
    case "cancelled":
      return "+1";
  }
}
