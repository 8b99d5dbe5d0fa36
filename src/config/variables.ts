import { z } from "zod";
import { httpUrl } from "./url.ts";

/** One environment variable for people. */
export type Variable = {
  readonly name: string;
  /** undefined: there is none. */
  readonly default: string | undefined;
  readonly meaning: string;
  /** Without it the server does not start; the command line needs none of them. */
  readonly required: boolean;
  /** Its value is never printed. */
  readonly secret: boolean;
};

const defaults = {
  WEBHOOK_PATH: "/api/github/webhooks",
  PORT: "3000",
  HOST: "localhost",
  LOG_LEVEL: "info",
  LANEKEEPER_DATA: ".lanekeeper",
  MANAGEMENT_HOST: "127.0.0.1",
  MANAGEMENT_PORT: "8081",
} as const;

function variable(
  name: string,
  meaning: string,
  more: { readonly required?: boolean; readonly secret?: boolean; readonly default?: string } = {},
): Variable {
  const known: Readonly<Record<string, string>> = defaults;
  return {
    name,
    default: more.default ?? known[name],
    meaning,
    required: more.required ?? false,
    secret: more.secret ?? false,
  };
}

/** Every variable that is read, in the order of the README's table. */
export const environmentReference: readonly Variable[] = [
  variable("APP_ID", "The GitHub App's id.", { required: true }),
  variable(
    "PRIVATE_KEY",
    "The GitHub App's private key (PEM, also with `\\n` for line breaks or in base64); or give `PRIVATE_KEY_PATH`.",
    { required: true, secret: true },
  ),
  variable("PRIVATE_KEY_PATH", "The file with the private key, when `PRIVATE_KEY` is not set."),
  variable("WEBHOOK_SECRET", "The secret that GitHub signs deliveries with; `development` is refused.", {
    required: true,
    secret: true,
  }),
  variable("WEBHOOK_PATH", "The path that takes deliveries."),
  variable("PORT", "The port that takes deliveries; 0 is a free one."),
  variable("HOST", "The address that takes deliveries; `0.0.0.0` in a container."),
  variable("LOG_LEVEL", "trace, debug, info, warn, error or fatal."),
  variable("GHE_HOST", "The host of a GitHub Enterprise Server, without scheme."),
  variable(
    "GITHUB_API_URL",
    "The API's base URL, when it is neither GitHub's nor `GHE_HOST`'s; an `http:` URL is taken for a stand-in.",
    { default: "https://api.github.com" },
  ),
  variable(
    "KUBECONFIG",
    "The kubeconfig of the cluster; without one, the service account of the pod that Lanekeeper runs in.",
  ),
  variable("KUBERNETES_SERVICE_HOST", "Set by Kubernetes in every pod: the sign of running inside a cluster."),
  variable("ARGOCD_SERVER", "Argo CD's address (`argocd.example` or a URL); needs `ARGOCD_AUTH_TOKEN`."),
  variable("ARGOCD_AUTH_TOKEN", "A token of an Argo CD account with `applications, get` and nothing more.", {
    secret: true,
  }),
  variable("LANEKEEPER_CLUSTERS", "A YAML file that names several clusters, and the repositories that may use each."),
  variable(
    "LANEKEEPER_SNAPSHOTS",
    "A folder of recordings (`<app>.snapshot.json`) used in the cluster's place, for the demo.",
  ),
  variable(
    "DATABASE_URL",
    "Reserved for PostgreSQL (`postgres://…`), which is not supported yet; leave it out for SQLite.",
    { secret: true },
  ),
  variable("LANEKEEPER_DATA", "The folder of the SQLite file."),
  variable("MANAGEMENT_HOST", "The address of health, metrics and pages; keep it private."),
  variable("MANAGEMENT_PORT", "The port of health, metrics and pages; 0 is a free one."),
  variable(
    "KUSTOMIZE_BIN",
    "A kustomize binary to use instead of the sandboxed engine, to match the cluster's Argo CD.",
  ),
];

const text = z.string().optional();
const port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a port number")
  .transform(Number)
  .refine((number) => number <= 65_535, "must be a port number");

/** What both doors need. */
export const commandLineVariables = z.object({
  KUBECONFIG: text,
  KUBERNETES_SERVICE_HOST: text,
  ARGOCD_SERVER: httpUrl.optional(),
  ARGOCD_AUTH_TOKEN: text,
  LANEKEEPER_CLUSTERS: text,
  LANEKEEPER_SNAPSHOTS: text,
  KUSTOMIZE_BIN: text,
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal"], "must be trace, debug, info, warn, error or fatal")
    .default(defaults.LOG_LEVEL),
});

/** What the server needs besides. */
export const serverVariables = commandLineVariables.extend({
  APP_ID: z
    .string("is missing: the GitHub App's id")
    .regex(/^[1-9]\d{0,14}$/, "must be the App's id, a whole number")
    .transform(Number),
  PRIVATE_KEY: text,
  PRIVATE_KEY_PATH: text,
  WEBHOOK_SECRET: z
    .string("is missing: the secret of the App's webhook, without which anybody could send commands")
    .regex(/\S/, "must not be blank")
    .refine((secret) => secret.trim() !== "development", "must not be `development`, which is Probot's public default"),
  WEBHOOK_PATH: z
    .string()
    .regex(/^\/[^\s?#]*$/, "must be a path that begins with a slash")
    .default(defaults.WEBHOOK_PATH),
  PORT: port.prefault(defaults.PORT),
  HOST: z.string().default(defaults.HOST),
  GHE_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/, "must be a host, without scheme and path")
    .optional(),
  GITHUB_API_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => !/^postgres(ql)?:\/\//.test(url),
      "PostgreSQL is not supported yet; leave it out to use SQLite in LANEKEEPER_DATA",
    )
    .refine(
      (url) => /^postgres(ql)?:\/\//.test(url),
      "must be a postgres:// URL, or be left out to use SQLite in LANEKEEPER_DATA",
    )
    .optional(),
  LANEKEEPER_DATA: z.string().default(defaults.LANEKEEPER_DATA),
  MANAGEMENT_HOST: z.string().default(defaults.MANAGEMENT_HOST),
  MANAGEMENT_PORT: port.prefault(defaults.MANAGEMENT_PORT),
});
