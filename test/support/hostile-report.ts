import type { Report } from "../../src/domain/report.ts";
import { aMixedReport } from "./report.ts";

/** Names that are keys of ours or of the runbook's words stay; everything that other people can write becomes `text`. */
const ours = new Set([
  "app",
  "env",
  "date",
  "version",
  "branch",
  "planId",
  "stage",
  "strategy",
  "class",
  "outcome",
  "change",
  "group",
  "gate",
  "kind",
  "mode",
  "state",
  "observedAt",
  "at",
  "headline",
  "what",
  "message",
  "apiVersion",
  "lane",
  "urls",
  "taint",
  "primary",
  "secondary",
  "label",
]);

/** A report in which every text that comes from somebody else is the hostile one. */
export function aHostileReport(text: string): Report {
  const report = aMixedReport();
  const poisoned = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return ours.has(key) ? value : text;
    if (value instanceof Map) return value;
    if (Array.isArray(value)) return value.map((entry) => poisoned(entry, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, poisoned(entry, name)]));
  };
  const { overlays, paths, snapshot, ...rest } = report;
  return {
    ...(poisoned(rest, "") as typeof rest),
    overlays,
    paths,
    snapshot: {
      ...(poisoned(snapshot, "") as typeof snapshot),
      settings: snapshot.settings,
      repository: snapshot.repository,
    },
  };
}
