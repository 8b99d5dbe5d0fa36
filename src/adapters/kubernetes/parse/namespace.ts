import { z } from "zod";
import type { Namespace } from "../../../domain/cluster-surroundings.ts";
import { redactText } from "../../../domain/redact.ts";
import { texts } from "./fields.ts";

/** A Namespace: the two annotations by which the admission plugins PodNodeSelector and PodTolerationRestriction change its pods. */
export const namespaceSchema = z
  .object({ metadata: z.object({ name: z.string(), annotations: texts }) })
  .transform(({ metadata: { name, annotations } }): Namespace => {
    const said = (annotation: string) => {
      const text = annotations[`scheduler.alpha.kubernetes.io/${annotation}`];
      return text === undefined ? undefined : redactText(text.slice(0, 1024));
    };
    return { name, nodeSelector: said("node-selector"), defaultTolerations: said("defaultTolerations") };
  });
