import fc from "fast-check";
import type { Json, JsonObject, Manifest } from "../../src/domain/manifest.ts";

/*
 * Workloads as people write them, and as nobody should: affinities of several OR-ed terms, pins of every kind, spreads
 * over the same key, null and empty fields, selectors by expressions. Each one builds and can be moved.
 */

const hostname = "kubernetes.io/hostname";
const word = fc.constantFrom("a", "b", "disk", "ssd", "zone", "constructor", "app.kubernetes.io/name", "y", "1e3");
const weight = fc.integer({ min: 1, max: 100 });
const selector: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ matchLabels: fc.record({ app: fc.constantFrom("noisy", "db") }) }),
  fc.record({
    matchExpressions: fc.array(
      fc.record({
        key: word,
        operator: fc.constantFrom("In", "NotIn"),
        values: fc.array(word, { minLength: 1, maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);

const expression: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({
    key: word,
    operator: fc.constantFrom("In", "NotIn"),
    values: fc.array(word, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key: word, operator: fc.constantFrom("Exists", "DoesNotExist") }),
  fc.record({ key: word, operator: fc.constantFrom("Gt", "Lt"), values: fc.constant(["4"]) }),
  fc.record({
    key: fc.constant(hostname),
    operator: fc.constantFrom("In", "NotIn"),
    values: fc.array(fc.constantFrom("miniserver", "worker-1", "old"), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    key: fc.constant("workload-lane"),
    operator: fc.constantFrom("In", "NotIn"),
    values: fc.array(fc.constantFrom("primary", "secondary", "build"), { minLength: 1, maxLength: 2 }),
  }),
);

const nodeTerm: fc.Arbitrary<JsonObject> = fc.record(
  {
    matchExpressions: fc.array(expression, { maxLength: 3 }),
    matchFields: fc.array(
      fc.record({
        key: fc.constant("metadata.name"),
        operator: fc.constantFrom("In", "NotIn"),
        values: fc.array(fc.constantFrom("miniserver", "worker-1"), { minLength: 1, maxLength: 1 }),
      }),
      { maxLength: 1 },
    ),
  },
  { requiredKeys: [] },
);

const nodeAffinity: fc.Arbitrary<JsonObject> = fc.record(
  {
    requiredDuringSchedulingIgnoredDuringExecution: fc.record({
      nodeSelectorTerms: fc.array(nodeTerm, { minLength: 1, maxLength: 3 }),
    }),
    preferredDuringSchedulingIgnoredDuringExecution: fc.array(
      fc.record({
        weight,
        preference: fc.record({ matchExpressions: fc.array(expression, { minLength: 1, maxLength: 2 }) }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

const podTerm: fc.Arbitrary<JsonObject> = fc.record({
  topologyKey: fc.constantFrom(hostname, "topology.kubernetes.io/zone"),
  labelSelector: selector,
});

/** Wishes may be about the workload itself; demands are about others, or the app could not roll even today. */
const podAntiAffinity = (own: JsonObject): fc.Arbitrary<JsonObject> =>
  fc.record(
    {
      requiredDuringSchedulingIgnoredDuringExecution: fc.array(
        fc.record({
          topologyKey: fc.constant(hostname),
          labelSelector: fc.record({ matchLabels: fc.constant({ app: "noisy" }) }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      preferredDuringSchedulingIgnoredDuringExecution: fc.array(
        fc.record({
          weight,
          podAffinityTerm: fc.oneof(
            podTerm,
            fc.record({ topologyKey: fc.constant(hostname), labelSelector: fc.constant(own) }),
          ),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  );

const affinity = (own: JsonObject): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom<Json>(null, {}) },
    {
      weight: 4,
      arbitrary: fc.record(
        {
          nodeAffinity,
          podAntiAffinity: podAntiAffinity(own),
          podAffinity: fc.record({
            preferredDuringSchedulingIgnoredDuringExecution: fc.array(fc.record({ weight, podAffinityTerm: podTerm }), {
              minLength: 1,
              maxLength: 1,
            }),
          }),
        },
        { requiredKeys: [] },
      ),
    },
  );

const spread = fc.uniqueArray(
  fc.record(
    {
      topologyKey: fc.constantFrom(hostname, "topology.kubernetes.io/zone", "rack"),
      whenUnsatisfiable: fc.constantFrom("DoNotSchedule", "ScheduleAnyway"),
      maxSkew: fc.integer({ min: 1, max: 3 }),
      labelSelector: selector,
      nodeTaintsPolicy: fc.constantFrom("Honor", "Ignore"),
    },
    { requiredKeys: ["topologyKey", "whenUnsatisfiable", "maxSkew", "labelSelector"] },
  ),
  {
    maxLength: 4,
    selector: ({ topologyKey, whenUnsatisfiable }) =>
      topologyKey === hostname ? `${topologyKey} ${whenUnsatisfiable}` : topologyKey,
  },
);

const toleration = fc.oneof(
  fc.record({
    key: word,
    operator: fc.constant("Exists"),
    effect: fc.constantFrom("NoSchedule", "NoExecute", "PreferNoSchedule"),
  }),
  fc.record({
    key: fc.constant("workload-lane"),
    operator: fc.constant("Equal"),
    value: fc.constantFrom("secondary", "primary"),
    effect: fc.constantFrom("NoSchedule", "NoExecute"),
  }),
  fc.record({ operator: fc.constant("Exists") }),
);

const text = fc.constantFrom(
  "",
  "1",
  "true",
  "null",
  "on",
  "1e3",
  "0x1f",
  "a: b",
  "# not a comment",
  "- x",
  "'",
  '"',
  "*anchor",
  "line\nbreak",
  "\u00e9",
  "\u2028",
  "{{ x }}",
  "$(A)",
);

const container = (name: string): fc.Arbitrary<JsonObject> =>
  fc.record(
    {
      name: fc.constant(name),
      image: fc.constantFrom(
        "ghcr.io/acme/shop:2.14.0",
        "nginx",
        "registry.example:5000/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      ),
      env: fc.uniqueArray(fc.record({ name: fc.constantFrom("A", "B", "C", "constructor"), value: text }), {
        selector: ({ name: key }) => key,
        maxLength: 3,
      }),
      args: fc.oneof(fc.constant(null), fc.array(text, { maxLength: 3 })),
      command: fc.array(text, { maxLength: 1 }),
      resources: fc.constantFrom<Json>({}, null, {
        requests: { cpu: "100m", memory: "64Mi" },
        limits: { memory: "1e9" },
      }),
      ports: fc.constantFrom<Json>(
        [],
        [{ containerPort: 80 }],
        [
          { containerPort: 53, protocol: "UDP" },
          { containerPort: 53, protocol: "TCP" },
        ],
      ),
      securityContext: fc.constantFrom<Json>({}, { runAsNonRoot: true, capabilities: { drop: ["ALL"] } }),
    },
    { requiredKeys: ["name", "image"] },
  );

const pod = (own: JsonObject): fc.Arbitrary<JsonObject> =>
  fc
    .record(
      {
        containers: fc.tuple(container("web")),
        sidecar: container("proxy"),
        initContainers: fc.tuple(container("wait")),
        affinity: affinity(own),
        topologySpreadConstraints: fc.oneof(
          { weight: 1, arbitrary: fc.constant(null) },
          { weight: 5, arbitrary: spread },
        ),
        tolerations: fc.oneof(
          { weight: 1, arbitrary: fc.constant(null) },
          { weight: 5, arbitrary: fc.array(toleration, { maxLength: 3 }) },
        ),
        nodeSelector: fc.oneof(
          { weight: 1, arbitrary: fc.constantFrom<Json>(null, {}) },
          {
            weight: 4,
            arbitrary: fc.dictionary(
              fc.constantFrom(hostname, "workload-lane", "disk", "zone"),
              fc.constantFrom("miniserver", "primary", "ssd"),
            ),
          },
        ),
        nodeName: fc.constantFrom("miniserver", ""),
        volumes: fc.constantFrom<Json>(
          [],
          null,
          [{ name: "tmp", emptyDir: {} }],
          [
            { name: "tz", hostPath: { path: "/etc/localtime" } },
            { name: "tmp", emptyDir: { medium: "Memory" } },
          ],
        ),
        priorityClassName: fc.constantFrom("", "high"),
        hostAliases: fc.constant([{ ip: "10.0.0.1", hostnames: ["db"] }]),
      },
      { requiredKeys: ["containers"] },
    )
    .map(({ sidecar, containers, ...rest }) => ({
      ...rest,
      containers: sidecar === undefined ? [...containers] : [...containers, sidecar],
    }));

const selectors: readonly JsonObject[] = [
  { matchLabels: { app: "web" } },
  { matchLabels: { app: "web", tier: "front" } },
  { matchExpressions: [{ key: "app", operator: "In", values: ["web", "shop"] }] },
  { matchLabels: { app: "web" }, matchExpressions: [{ key: "track", operator: "DoesNotExist" }] },
];

/** A Deployment or StatefulSet named `web`, and how it is to be moved: A or B2. */
export const randomWorkload: fc.Arbitrary<{ readonly manifest: Manifest; readonly strategy: "A" | "B2" }> = fc
  .constantFrom(...selectors)
  .chain((own) =>
    fc
      .record({
        kind: fc.constantFrom("Deployment" as const, "StatefulSet" as const),
        replicas: fc.constantFrom(1, 1, 2, 3, undefined),
        rolling: fc.constantFrom<Json | undefined>(
          undefined,
          {},
          null,
          { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
          { type: "Recreate" },
        ),
        spec: pod(own),
        annotations: fc.constantFrom<Json | undefined>(undefined, {}, { "checksum/config": "1e10" }),
        created: fc.constantFrom<Json | undefined>(undefined, null),
        status: fc.constantFrom<Json | undefined>(undefined, {}),
        strategy: fc.constantFrom("A" as const, "B2" as const),
      })
      .map(({ kind, replicas, rolling, spec, annotations, created, status, strategy }) => {
        const rollout =
          kind === "Deployment"
            ? { strategy: rolling }
            : { updateStrategy: isRecreate(rolling) ? undefined : rolling, serviceName: "web" };
        const manifest = {
          apiVersion: "apps/v1",
          kind,
          metadata: { name: "web", namespace: "shop", creationTimestamp: created },
          spec: {
            replicas,
            selector: own,
            ...rollout,
            template: {
              metadata: { labels: { app: "web", tier: "front" }, annotations, creationTimestamp: created },
              spec,
            },
          },
          status,
        };
        // As it stands in a file: what is undefined is not there.
        return { manifest: JSON.parse(JSON.stringify(manifest)) as Manifest, strategy };
      }),
  );

function isRecreate(rolling: Json | undefined): boolean {
  return JSON.stringify(rolling)?.includes("Recreate") ?? false;
}
