import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiServer, json, list, question } from "./api-server.ts";
import { node, pod } from "./objects.ts";

const podsPath = "/api/v1/namespaces/shop/pods";
let api: Awaited<ReturnType<typeof apiServer>>;
beforeEach(async () => {
  api = await apiServer();
});
afterEach(() => api.close());

/** The reason why pods are unknown; everything else has to be known all the same. */
async function podsReason(limits = {}): Promise<string | undefined> {
  const { pods, observedAt: _, application: __, ...others } = await api.cluster(limits).observe(question);
  expect(Object.values(others).map(({ state }) => state)).not.toContain("unknown");
  return pods.state === "unknown" ? pods.reason : pods.state;
}

describe("a part that cannot be read is unknown, the others stay known", () => {
  it.each([
    [401, "cannot list pods in namespace shop: the server does not accept our credentials (401)"],
    [403, "forbidden: cannot list pods in namespace shop"],
    [404, "cannot list pods in namespace shop: the server does not know them (404)"],
    [302, "cannot list pods in namespace shop: the server answered 302"],
    [429, "cannot list pods in namespace shop: the server answered 429"],
    [500, "cannot list pods in namespace shop: the server answered 500"],
    [503, "cannot list pods in namespace shop: the server answered 503"],
  ])("because the server answered %i", async (status, reason) => {
    api.on(podsPath, json(status, { kind: "Status", message: "hunter2" }));

    expect(await podsReason()).toBe(reason);
  });

  it("because the server forgot the rest of the list twice", async () => {
    api.on(podsPath, (response, url, request) =>
      url.searchParams.has("continue")
        ? json(410, { kind: "Status" })(response, url, request)
        : json(200, list([pod("web-1")], "more"))(response, url, request),
    );

    expect(await podsReason()).toBe(
      "cannot list pods in namespace shop: the list changed while it was read, twice (410)",
    );
  });

  it("because half an answer came and then nothing", async () => {
    const body = JSON.stringify(list([pod("web-1")]));
    api.on(podsPath, (response) => {
      response.writeHead(200, { "content-length": body.length });
      response.write(body.slice(0, 50), () => response.destroy());
    });

    expect(await podsReason()).toMatch(/^cannot list pods in namespace shop: the connection failed \(\w+\)$/);
  });

  it("because a packed answer ended early", async () => {
    const packed = gzipSync(JSON.stringify(list([pod("web-1")])));
    api.on(podsPath, (response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(packed.subarray(0, packed.length - 20));
    });

    expect(await podsReason()).toBe(
      "cannot list pods in namespace shop: the answer ended early, or is packed in a way that cannot be read",
    );
  });

  it.each([
    ["a page of a proxy", "<html>sign in</html>", "the answer is not JSON, or ended early"],
    ["an object of another kind", '{"kind":"Status","status":"Success"}', "the answer is not a list"],
    ["a list without items", '{"kind":"PodList","metadata":{}}', "the answer is not a list"],
    ["nothing", "", "the answer is not JSON, or ended early"],
  ])("because the answer was %s", async (_what, body, reason) => {
    api.on(podsPath, (response) => response.end(body));

    expect(await podsReason()).toBe(`cannot list pods in namespace shop: ${reason}`);
  });

  it("because the answer is huge", async () => {
    api.on(podsPath, (response) => response.end(Buffer.alloc(300 * 1024, " ")));

    expect(await podsReason()).toBe("cannot list pods in namespace shop: the answer is larger than 256 KiB");
  });

  it("because the answer is huge once unpacked", async () => {
    api.on(podsPath, (response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(10 * 1024 * 1024, " ")));
    });

    expect(await podsReason()).toBe("cannot list pods in namespace shop: the answer is larger than 256 KiB");
  });

  it("because the list has no end", async () => {
    api.on(podsPath, json(200, list([pod("web-1"), pod("web-2")], "more")));

    expect(await podsReason({ listItems: 20 })).toBe("cannot list pods in namespace shop: there are more than 20");
  });

  it("because the server is silent", async () => {
    api.on(podsPath, () => undefined);

    expect(await podsReason({ requestMs: 1_000 })).toBe("cannot list pods in namespace shop: no answer within 1 s");
  });

  it("because the server begins to answer and never ends", async () => {
    api.on(podsPath, (response) => void response.writeHead(200).write('{"kind":'));

    expect(await podsReason({ requestMs: 1_000 })).toBe("cannot list pods in namespace shop: no answer within 1 s");
  });

  it("because one item is not what it should be, which it names without showing its value", async () => {
    api.on(podsPath, json(200, list([pod("web-1"), pod("web-2", { spec: { nodeName: { password: "hunter2" } } })])));

    expect(await podsReason()).toBe(
      "malformed Pod shop/web-2: spec.nodeName: Invalid input: expected string, received object",
    );
  });

  it("because one item is no object at all", async () => {
    api.on(podsPath, json(200, list([pod("web-1"), "hunter2"])));

    expect(await podsReason()).toBe(
      "malformed Pod without a name: the object: Invalid input: expected object, received string",
    );
  });
});

describe("trouble with the whole cluster", () => {
  it("makes everything that was not read in time unknown", async () => {
    for (const path of ["/version", "/apis", "/api/v1/nodes", podsPath]) api.on(path, () => undefined);

    const view = await api.cluster({ observationMs: 1_500 }).observe(question);

    const late = "the observation took longer than 1.5 s";
    expect(view.nodes).toEqual({ state: "unknown", reason: `cannot list nodes: ${late}` });
    expect(view.podsOnSecondary).toEqual(view.nodes);
    expect(view.server).toEqual({ state: "unknown", reason: `cannot get the server's version: ${late}` });
    expect(view.longhorn).toEqual({ state: "unknown", reason: `cannot list the API groups: ${late}` });
    expect(view.services).toEqual({ state: "known", value: [] });
  });

  it("is one reason for every part when nobody listens, without the address", async () => {
    const cluster = api.cluster();
    await api.close();

    const { observedAt: _, ...parts } = await cluster.observe(question);

    for (const part of Object.values(parts)) {
      expect(part).toMatchObject({
        state: "unknown",
        reason: expect.stringMatching(/: the connection failed \(ECONNREFUSED\)$/),
      });
    }
    expect(JSON.stringify(parts)).not.toContain("127.0.0.1");
  });

  it("makes pods on the secondary lane unknown where nodes are", async () => {
    api.on("/api/v1/nodes", json(403, {}));

    const { podsOnSecondary } = await api.cluster().observe(question);

    expect(podsOnSecondary).toEqual({ state: "unknown", reason: "forbidden: cannot list nodes" });
  });

  it("says that pods of all namespaces may not be listed", async () => {
    api.on("/api/v1/nodes", json(200, list([node("two", "secondary")])));
    api.on("/api/v1/pods", json(403, {}));

    const { podsOnSecondary, pods } = await api.cluster().observe(question);

    expect(podsOnSecondary).toEqual({ state: "unknown", reason: "forbidden: cannot list pods in all namespaces" });
    expect(pods.state).toBe("known");
  });

  it("does not take a forbidden discovery for absence", async () => {
    api.on("/apis", json(403, {}));

    const { longhorn, application } = await api.cluster().observe(question);

    expect([longhorn, application]).toEqual([
      { state: "unknown", reason: "forbidden: cannot list the API groups" },
      { state: "unknown", reason: "forbidden: cannot list the API groups" },
    ]);
  });
});

describe("a second try", () => {
  it.each([429, 503])("is made once after %i, when the server says when", async (status) => {
    let tries = 0;
    api.on(podsPath, (response, url, request) => {
      tries += 1;
      if (tries > 1) return json(200, list([pod("web-1")]))(response, url, request);
      return void response.writeHead(status, { "retry-after": "0" }).end();
    });

    expect(await podsReason()).toBe("known");
    expect(tries).toBe(2);
  });

  it("is not made a third time", async () => {
    let tries = 0;
    api.on(podsPath, (response) => {
      tries += 1;
      response.writeHead(429, { "retry-after": "0" }).end();
    });

    expect(await podsReason()).toBe("cannot list pods in namespace shop: the server answered 429");
    expect(tries).toBe(2);
  });

  it("is not waited for longer than a request may take", async () => {
    api.on(podsPath, (response) => response.writeHead(429, { "retry-after": "3600" }).end());

    expect(await podsReason({ requestMs: 1_000 })).toBe("cannot list pods in namespace shop: no answer within 1 s");
  });

  it("is made when a connection that was kept turns out to be closed", async () => {
    let tries = 0;
    api.on(podsPath, (response, url, request) => {
      tries += 1;
      if (tries === 1) request.socket.destroy();
      else json(200, list([]))(response, url, request);
    });

    expect(await podsReason()).toBe("known");
    expect(tries).toBe(2);
  });
});
