import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "./api-server.ts";

export type Asked = {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
};
export type Rule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
};

const root = "/apis/authorization.k8s.io/v1";
export const accessReviews = `${root}/selfsubjectaccessreviews`;
export const rulesReviews = `${root}/selfsubjectrulesreviews`;

/** What every account has (system:basic-user, system:discovery). */
const basic: Rule = {
  verbs: ["create"],
  apiGroups: ["authorization.k8s.io"],
  resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
};

type Handler = (response: ServerResponse, url: URL, request: IncomingMessage) => Promise<void>;
type Server = { on(path: string, handler: Handler): void };

/** Lets the stand-in answer reviews: `allows` decides on one right, `rules` are those of a namespace beside the basic ones. */
export function answerReviews(
  server: Server,
  allows: (asked: Asked) => boolean,
  rules: (namespace: string) => readonly Rule[] = () => [],
  incomplete = false,
): readonly Asked[] {
  const asked: Asked[] = [];
  server.on(accessReviews, async (response, url, request) => {
    const { resourceAttributes } = (await specOf(request)) as { resourceAttributes: Asked };
    asked.push(resourceAttributes);
    json(201, { kind: "SelfSubjectAccessReview", status: { allowed: allows(resourceAttributes) } })(
      response,
      url,
      request,
    );
  });
  server.on(rulesReviews, async (response, url, request) => {
    const { namespace } = (await specOf(request)) as { namespace: string };
    const status = {
      incomplete,
      resourceRules: [basic, ...rules(namespace)],
      nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/version", "/apis"] }],
    };
    json(201, { kind: "SelfSubjectRulesReview", status })(response, url, request);
  });
  return asked;
}

async function specOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text).spec;
}
