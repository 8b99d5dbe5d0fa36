import { z } from "zod";
import { resourceAmount, wholeUnits } from "../../../domain/quantity.ts";
import { list, maybe } from "./fields.ts";

const quantity = z.string().refine((text) => wholeUnits(text) !== undefined, "not a quantity");
const quantities = z
  .record(z.string(), quantity)
  .nullish()
  .transform((value) => amountsOf(value ?? {}));
const resources = maybe(z.object({ requests: quantities }));

/** What of a pod's spec its requests are counted from. */
export const requestingSpec = {
  containers: list(z.object({ name: z.string(), resources })),
  initContainers: list(z.object({ name: z.string(), restartPolicy: maybe(z.string()), resources })),
  overhead: quantities,
  resources,
};

/** What of a container's status says what it holds while its requests are changed in place. */
export const holdingStatus = { resources, allocatedResources: quantities };

/** cpu in millicores, memory in bytes, others in their units. */
export type Amounts = Readonly<Record<string, number>>;

type Spec = z.output<z.ZodObject<typeof requestingSpec>>;
type Holding = z.output<z.ZodObject<typeof holdingStatus>> & { readonly name: string };

/** Resources that may be requested for the whole pod in place of its containers' sum. */
const podLevel = /^(cpu|memory|hugepages-.+)$/;

/**
 * A pod's requests as the scheduler counts them (k8s.io/component-helpers, resource.PodRequests): the containers and
 * sidecars together, or, where that is more, the largest init container with the sidecars started before it; what is
 * requested for the whole pod in their place; and the overhead of its runtime on top.
 */
export function requestsOf(spec: Spec, holding: readonly Holding[], resizeIsInfeasible: boolean): Amounts {
  const each = ({ name, resources: wanted }: { readonly name: string; readonly resources: Spec["resources"] }) =>
    held(
      wanted?.requests ?? {},
      holding.find((status) => status.name === name),
      resizeIsInfeasible,
    );
  let running = spec.containers.map(each).reduce(plus, {});
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of spec.initContainers) {
    const own = each(container);
    if (container.restartPolicy === "Always") {
      running = plus(running, own);
      sidecars = plus(sidecars, own);
    } else starting = most(starting, plus(sidecars, own));
  }
  const whole = Object.entries(spec.resources?.requests ?? {}).filter(([name]) => podLevel.test(name));
  return plus({ ...most(running, starting), ...Object.fromEntries(whole) }, spec.overhead);
}

/** While requests are being changed in place the larger of wanted and held counts; a change that no node could take does not. */
function held(wanted: Amounts, status: Holding | undefined, resizeIsInfeasible: boolean): Amounts {
  if (status === undefined) return wanted;
  const now = most(status.resources?.requests ?? {}, status.allocatedResources);
  const tells = Object.keys(now).length > 0;
  return resizeIsInfeasible && tells ? now : most(wanted, now);
}

function amountsOf(texts: Readonly<Record<string, string>>): Amounts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, resourceAmount(name, text) ?? 0]));
}

function plus(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, (first, second) => first + second);
}

function most(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, Math.max);
}

function combined(one: Amounts, other: Amounts, combine: (first: number, second: number) => number): Amounts {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, combine(one[name] ?? 0, other[name] ?? 0)]));
}
