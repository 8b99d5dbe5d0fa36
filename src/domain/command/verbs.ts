/** What people may ask for. `open` is what a command without a verb means. */
export type Verb =
  | "open"
  | "plan"
  | "refresh"
  | "status"
  | "cancel"
  | "verify"
  | "promote"
  | "failover"
  | "sign-off"
  | "rollback";

export const flagNames = ["--env", "--strategy", "--attest"] as const;
export type FlagName = (typeof flagNames)[number];

/** One line of the help, and what the grammar allows the verb. */
export type VerbEntry = {
  readonly verb: Verb | "help";
  readonly usage: string;
  readonly says: string;
  /** `promote` names a stage after the verb. */
  readonly takesStage: boolean;
  readonly flags: readonly FlagName[];
};

const planning: readonly FlagName[] = ["--env", "--strategy", "--attest"];
const aiming: readonly FlagName[] = ["--env"];

/** Every verb in the order people read them. */
export const verbs: readonly VerbEntry[] = [
  entry("open", "/migrate <app>", "opens the pull request that prepares the app for two lanes", planning),
  entry("plan", "/migrate <app> plan", "answers with the plan; writes nothing else", planning),
  entry("refresh", "/migrate <app> refresh", "looks again and rebuilds the open pull request", planning),
  entry("status", "/migrate <app> status", "says where the migration stands", aiming),
  entry("cancel", "/migrate <app> cancel", "closes the pull request and removes its branch", aiming),
  entry("verify", "/migrate <app> verify", "after a sync, proves the stage from live signals", aiming),
  {
    ...entry(
      "promote",
      "/migrate <app> promote <stage>",
      "opens the pull request that moves the app to a stage",
      aiming,
    ),
    takesStage: true,
  },
  entry("failover", "/migrate <app> failover", "guides and proves a controlled failover", aiming),
  entry("sign-off", "/migrate <app> sign-off", "records the evidence and restores sync policy and autoscalers", aiming),
  entry("rollback", "/migrate <app> rollback", "opens the pull request that leads back", aiming),
  entry("help", "/migrate help", "shows this list", aiming),
];

function entry(verb: VerbEntry["verb"], usage: string, says: string, flags: readonly FlagName[]): VerbEntry {
  return { verb, usage, says, takesStage: false, flags };
}
