import type { AccessReport } from "../../app/ports.ts";
import type { ReviewClient } from "./api-client.ts";
import { missingRight, type PlacedNeed } from "./ask-rights.ts";
import { discovery } from "./discovery.ts";
import { type Excess, excessRights, rulesSchema } from "./excess-rights.ts";
import { needed, type Place } from "./needed.ts";
import { ReadFailure, refusal, saying } from "./read-failure.ts";
import { isName } from "./resources.ts";

export type AccessQuestion = {
  readonly namespaces: readonly string[];
  readonly argocd: string;
  readonly longhorn: string;
};

/** Holds what the server says of our rights against what is needed; what cannot be asked is said. */
export async function explainWith(client: ReviewClient, question: AccessQuestion): Promise<AccessReport> {
  const unasked = new Set<string>();
  const orNothing = async <T>(asking: Promise<T>): Promise<T | "unasked"> =>
    asking.catch((error: unknown) => {
      if (!(error instanceof ReadFailure)) throw error;
      unasked.add(error.message);
      return "unasked";
    });
  const isServed = discovery(client);
  const [needs, excess] = await Promise.all([
    Promise.all(
      placed(question).map(async (each) => {
        // A kind that the cluster does not have is not missed.
        const { group } = each.need.resource;
        const isMissed =
          group.includes(".") && !builtIn.test(group) ? await orNothing(isServed(each.need.resource)) : true;
        return isMissed === false ? "unserved" : await orNothing(missingRight(client, each));
      }),
    ),
    Promise.all(
      namespacesOf(question).map(async (namespace) => {
        const found = await orNothing(rightsIn(client, namespace));
        if (found === "unasked") return [];
        if (found.incomplete) unasked.add(`the server cannot list all of our rights in namespace ${namespace}`);
        return found.excess.map((each) => ({ ...each, namespace }));
      }),
    ),
  ]);
  return {
    granted: needs.filter((each) => each === undefined).length,
    missing: needs.filter((each) => each !== undefined && typeof each !== "string"),
    excess: byRight(excess.flat(), namespacesOf(question).length),
    unasked: [...unasked],
  };
}

const builtIn = /^(apps|policy|autoscaling|(storage|networking|coordination|node)\.k8s\.io)$/;

/** Each need, in each namespace where it is needed. */
function placed({ namespaces, argocd, longhorn }: AccessQuestion): readonly PlacedNeed[] {
  const everywhere = [undefined];
  const at: Readonly<Record<Place, readonly (string | undefined)[]>> = {
    everywhere,
    app: namespaces.length === 0 ? everywhere : namespaces,
    argocd: [argocd],
    longhorn: [longhorn],
    "kube-system": ["kube-system"],
  };
  return needed.flatMap((need) =>
    at[need.place].map((namespace) => ({
      need,
      namespace,
      orIn: need.orIn === undefined ? undefined : at[need.orIn][0],
    })),
  );
}

/** Rights are listed namespace by namespace; cluster-wide ones show in each. */
function namespacesOf({ namespaces, argocd, longhorn }: AccessQuestion): readonly string[] {
  const all = [...(namespaces.length === 0 ? ["default"] : namespaces), argocd, longhorn, "kube-system"];
  return [...new Set(all)].filter(isName);
}

async function rightsIn(
  client: ReviewClient,
  namespace: string,
): Promise<{ readonly incomplete: boolean; readonly excess: readonly Excess[] }> {
  const what = `our rights in namespace ${namespace}`;
  const { status, content } = await saying(
    `cannot list ${what}`,
    client.review("selfsubjectrulesreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectRulesReview",
      spec: { namespace },
    }),
  );
  const rules = rulesSchema.safeParse(content);
  if (status !== 201 || !rules.success) throw refusal("list", what, status);
  return { incomplete: rules.data.status.incomplete, excess: excessRights(rules.data.status) };
}

/** Each right once, with where it was found; dangerous ones first. */
function byRight(
  found: readonly (Excess & { readonly namespace: string })[],
  askedAbout: number,
): AccessReport["excess"] {
  const rights = [...Map.groupBy(found, ({ right }) => right)].map(([right, all]) => {
    const names = [...new Set(all.map(({ namespace }) => namespace))];
    const where =
      names.length === askedAbout
        ? "in every namespace asked about"
        : `in ${names.length === 1 ? "namespace" : "namespaces"} ${names.join(", ")}`;
    return { right, where, danger: all[0]?.danger };
  });
  return rights.toSorted((one, other) => Number(!one.danger) - Number(!other.danger));
}
