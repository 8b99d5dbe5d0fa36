import type { Longhorn } from "../cluster.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { longhornCommand, longhornVerdict } from "./longhorn-use.ts";

type Wanted = { readonly value: string; readonly outcome: "fail" | "warn"; readonly why: string };

/**
 * The runbook's values (§3.1, target steady-state expectations). Those that its pre-checks name again (§3.3) must hold;
 * the last one is an expectation only.
 */
const wantedSettings: Readonly<Record<string, Wanted>> = {
  "default-replica-count": { value: "2", outcome: "fail", why: "new volumes would not have one replica a node" },
  "replica-soft-anti-affinity": { value: "false", outcome: "fail", why: "both replicas may come to stand on one node" },
  "replica-auto-balance": { value: "disabled", outcome: "fail", why: "replicas may move while the app does" },
  "concurrent-replica-rebuild-per-node-limit": {
    value: "1",
    outcome: "fail",
    why: "more at once is a storm of rebuilds, 0 rebuilds none",
  },
  "replica-replenishment-wait-interval": {
    value: "600",
    outcome: "warn",
    why: "a node that is away for a moment should not start a rebuild",
  },
};

/** Longhorn's five settings that the runbook names, read only: to change one needs approval (runbook §3.1). */
export function longhornSettings(input: GateInput): Verdict {
  const names = Object.keys(wantedSettings);
  return longhornVerdict(input, {
    missing: "fail",
    pick: (cluster) => cluster.longhorn,
    judge: ({ settings }) => ({
      findings: Object.entries(wantedSettings).flatMap(([name, wanted]) => settingFindings(name, wanted, settings)),
      notes: names.map((name) => `${name}: ${settingOf(settings, name) ?? "not known"}`),
    }),
    good: "Longhorn's five settings have the values that the runbook names",
    wanted: Object.entries(wantedSettings)
      .map(([name, { value }]) => `${name} ${value}`)
      .join(", "),
    command: longhornCommand(
      "get",
      "settings.longhorn.io",
      ...names,
      "-o",
      "custom-columns=NAME:.metadata.name,VALUE:.value",
    ),
  });
}

function settingOf(settings: Longhorn["settings"], name: string): string | undefined {
  return Object.hasOwn(settings, name) ? settings[name] : undefined;
}

function settingFindings(name: string, { value, outcome, why }: Wanted, settings: Longhorn["settings"]): Finding[] {
  const raw = settingOf(settings, name);
  if (raw === undefined) return [unread(`setting ${name}`, "Longhorn does not list it")];
  const values = settingValues(raw);
  if (values === undefined) return [unread(`setting ${name}`, "its value is in no format that is known")];
  const remedy = `Set ${name} to ${value} (APPROVAL REQUIRED), one setting at a time while no volume rebuilds.`;
  return values.flatMap(({ engine, is }) => {
    if (is === value) return [];
    const text = `${name} is ${is}${engine === undefined ? "" : ` for data engine ${engine}`}, the runbook's value is ${value}: ${why}`;
    // Which engine a volume has is not observed. v1 is the usual one; what only v2 has wrong may concern nobody.
    return [outcome === "fail" && engine !== "v2" ? fail(text, remedy) : warn(text, remedy)];
  });
}

/**
 * A setting's value, or one for each data engine: `2`, or `{"v1":"2","v2":"2"}` from 1.10 on, where what is no JSON
 * object still holds for every engine (facts §5, settings). Undefined when it is broken.
 */
function settingValues(
  raw: string,
): readonly { readonly engine: string | undefined; readonly is: string }[] | undefined {
  const plain = raw.trim();
  if (!plain.startsWith("{")) return [{ engine: undefined, is: plain }];
  try {
    const values = Object.entries(JSON.parse(plain) as Readonly<Record<string, unknown>>);
    return values.length === 0 ? undefined : values.map(([engine, is]) => ({ engine, is: String(is).trim() }));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
