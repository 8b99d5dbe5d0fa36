import { z } from "zod";
import type { Project } from "../../../domain/cluster-surroundings.ts";
import { flag, list, maybe, withoutNulls } from "./fields.ts";

/** An AppProject with the namespace it is in: its sync windows, and nothing of its roles, repositories and descriptions. */
export const projectSchema = z
  .object({
    metadata: z.object({ namespace: z.string(), name: z.string() }),
    spec: z.preprocess(
      withoutNulls,
      z.object({
        syncWindows: list(
          z.object({
            kind: z.enum(["allow", "deny"]),
            schedule: z.string(),
            duration: z.string(),
            manualSync: flag,
            timeZone: maybe(z.string()),
            andOperator: flag,
            applications: list(z.string()),
            namespaces: list(z.string()),
            clusters: list(z.string()),
          }),
        ),
      }),
    ),
  })
  .transform(({ metadata, spec }): { readonly namespace: string; readonly project: Project } => ({
    namespace: metadata.namespace,
    project: {
      name: metadata.name,
      windows: spec.syncWindows.map((window) => ({ ...window, timeZone: window.timeZone || undefined })),
    },
  }));
