import { isObject, type Json, type JsonObject } from "../manifest.ts";
import { scalarText } from "./application-from.ts";

/** What one turn of a generator knows. Flat (`path.basename`) for fasttemplate, nested for Go templates. */
export type Params = JsonObject;

/**
 * Fills an ApplicationSet template's text as Argo CD does; undefined where the outcome cannot be told: a placeholder
 * that nothing fills, or a Go template that uses more than a field or `index` (functions, pipes, conditions, trims).
 */
export function fill(template: string, params: Params, goTemplate: boolean): string | undefined {
  let unknown = false;
  const filled = template.replace(/\{\{(.*?)\}\}/gs, (_, tag: string) => {
    const value = goTemplate ? goValue(tag.trim(), params) : flatValue(tag.trim(), params);
    if (value === undefined) unknown = true;
    return value ?? "";
  });
  return unknown || filled.includes("{{") ? undefined : filled;
}

/** True when the text holds a placeholder. */
export function isTemplated(text: string): boolean {
  return text.includes("{{");
}

/** fasttemplate replaces a placeholder by a string of exactly that key and by nothing else. */
function flatValue(key: string, params: Params): string | undefined {
  const value = Object.hasOwn(params, key) ? params[key] : undefined;
  return typeof value === "string" ? value : undefined;
}

function goValue(expression: string, params: Params): string | undefined {
  if (/^(\.[A-Za-z_]\w*)+$/.test(expression)) return goText(walk(params, expression.slice(1).split(".")));
  const indexed = /^index\s+((?:\.[A-Za-z_]\w*)+)((?:\s+(?:\d+|"[^"\\]*"))+)$/.exec(expression);
  if (indexed === null) return undefined;
  const steps = [...(indexed[2] ?? "").matchAll(/"([^"]*)"|(\d+)/g)].map((step) => step[1] ?? Number(step[2]));
  return goText(walk(params, [...(indexed[1] ?? "").slice(1).split("."), ...steps]));
}

function walk(value: Json | undefined, steps: readonly (string | number)[]): Json | undefined {
  let at = value;
  for (const step of steps) {
    if (typeof step === "number") at = Array.isArray(at) ? (at as readonly Json[])[step] : undefined;
    else at = isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/** Go prints floats its own way (1e+06), so only whole numbers that it prints plainly are trusted. */
function goText(value: Json | undefined): string | undefined {
  if (typeof value === "number" && (!Number.isInteger(value) || Math.abs(value) >= 1e6)) return undefined;
  return scalarText(value);
}

/** Argo CD's SanitizeName, behind `basenameNormalized`: lower case, `-` for what no DNS name may hold. */
export function normaliseName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^-a-z0-9.]/g, "-")
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, "");
}
