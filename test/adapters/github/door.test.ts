import { Agent, request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/app/errors.ts";
import { aComment, type Door, deliver, openDoor, path, sign } from "./door-deliveries.ts";

const doors: Door[] = [];

async function open(...options: Parameters<typeof openDoor>): Promise<Door> {
  const door = await openDoor(...options);
  doors.push(door);
  return door;
}

afterEach(async () => {
  for (const door of doors.splice(0)) await door.stop(0);
});

describe("a delivery", () => {
  it("becomes a key in the job store", async () => {
    const door = await open();
    const response = await deliver(door.url, aComment());

    expect(response.status).toBe(200);
    expect(door.stored).toEqual([
      {
        id: "command acme/homelab 99",
        lock: "app acme/homelab shop",
        payload: { type: "command", owner: "Acme", repo: "Homelab", issue: 7, comment: 99 },
      },
    ]);
  });

  it("is answered when the store has the key, not before", async () => {
    const put = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const order: string[] = [];
    const door = await open({
      jobs: {
        put() {
          asked.resolve();
          return put.promise;
        },
      },
    });
    const answered = deliver(door.url, aComment()).then(() => order.push("answered"));
    await asked.promise;
    order.push("stored");
    put.resolve();
    await answered;

    expect(order).toEqual(["stored", "answered"]);
  });

  it("is shown as failed by GitHub when the store does not take it", async () => {
    const failure = Object.assign(new Error("disk full at /secret/place"), { status: 200 });
    const door = await open({ jobs: { put: () => Promise.reject(failure) } });
    const response = await deliver(door.url, aComment());

    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("/secret/place");
    expect(door.logged()).toContain("disk full");
  });

  it("is taken when it comes again after it failed, under the same delivery id", async () => {
    let fails = true;
    const taken: string[] = [];
    const door = await open({
      jobs: {
        async put(job) {
          if (fails) throw new Error("disk full");
          taken.push(job.id);
        },
      },
    });
    expect((await deliver(door.url, aComment())).status).toBe(500);
    fails = false;
    expect((await deliver(door.url, aComment())).status).toBe(200);
    expect(taken).toEqual(["command acme/homelab 99"]);
  });

  it("with the id of another delivery is still taken", async () => {
    const door = await open();
    await deliver(door.url, aComment());
    await deliver(door.url, aComment({ comment: { id: 100 } }));
    expect(door.stored.map(({ id }) => id)).toEqual(["command acme/homelab 99", "command acme/homelab 100"]);
  });

  it("of an event that nobody handles is answered and forgotten", async () => {
    const door = await open();
    for (const event of ["push", "check_run", "no_such_event"]) {
      expect((await deliver(door.url, aComment(), { "x-github-event": event })).status).toBe(200);
    }
    expect((await deliver(door.url, aComment({ action: "edited" }))).status).toBe(200);
    expect(door.stored).toEqual([]);
    expect(door.answers).toEqual([
      ["other", 200],
      ["other", 200],
      ["other", 200],
      ["issue_comment", 200],
    ]);
  });

  it("in a shape that is none of GitHub's is an error that shows", async () => {
    const door = await open();
    for (const payload of [{ action: "created" }, '"text"', "null", "{"]) {
      expect((await deliver(door.url, payload)).status).toBeGreaterThanOrEqual(400);
    }
    expect(door.stored).toEqual([]);
  });
});

describe("a wrong signature", () => {
  it("is refused, and neither the body nor a signature reaches the log", async () => {
    const door = await open();
    const payload = aComment({ body: "/migrate shop hunter2-in-the-body" });
    const headers = {
      "x-hub-signature-256": sign(JSON.stringify(payload), "another secret"),
      authorization: "Bearer hunter2-in-a-header",
      cookie: "session=hunter2-in-a-cookie",
    };
    const response = await deliver(door.url, payload, headers);

    expect(response.status).toBe(400);
    expect(door.stored).toEqual([]);
    expect(door.logged()).toContain("signature does not match");
    expect(door.logged()).not.toContain("sha256=");
    expect(door.logged()).not.toContain("hunter2");
  });

  it("is refused when the key is Probot's default", async () => {
    const door = await open();
    const payload = aComment();
    const response = await deliver(door.url, payload, {
      "x-hub-signature-256": sign(JSON.stringify(payload), "development"),
    });
    expect(response.status).toBe(400);
  });

  it("is not even read when there is none", async () => {
    const door = await open();
    const response = await fetch(door.url, { method: "POST", body: JSON.stringify(aComment()) });
    expect(response.status).toBe(400);
    expect(door.stored).toEqual([]);
  });
});

it("a signed body that does not parse is not quoted in the log", async () => {
  const door = await open();
  expect((await deliver(door.url, "hunter2 is not JSON")).status).toBe(400);
  expect(door.logged()).toContain("Invalid JSON");
  expect(door.logged()).not.toContain("hunter2");
});

describe("a body that is too large", () => {
  const tooLarge = 25 * 1024 * 1024 + 1;

  it("is refused by its announced length", async () => {
    const door = await open();
    expect(await statusOf(door, (outgoing) => outgoing.setHeader("content-length", tooLarge).flushHeaders())).toBe(413);
  });

  it("is refused while it comes when its length was not announced", async () => {
    const door = await open();
    const status = await statusOf(door, (outgoing) => {
      outgoing.write(Buffer.alloc(tooLarge));
    });
    expect(status).toBe(413);
  });

  async function statusOf(
    door: Door,
    send: (outgoing: ReturnType<typeof request>) => void,
  ): Promise<number | undefined> {
    const answer = Promise.withResolvers<number | undefined>();
    const headers = { "content-type": "application/json", "x-hub-signature-256": sign("") };
    const outgoing = request(door.url, { method: "POST", headers }, (response) => {
      answer.resolve(response.statusCode);
      response.resume();
    });
    outgoing.on("error", answer.reject);
    send(outgoing);
    return answer.promise;
  }
});

describe("the server", () => {
  for (const guessable of ["", "  ", "development"]) {
    it(`does not start with the secret ${JSON.stringify(guessable)}`, async () => {
      await expect(openDoor({ secret: guessable })).rejects.toThrow(UserError);
    });
  }

  it("says in words that its port is taken", async () => {
    const door = await open();
    await expect(openDoor({ port: door.port })).rejects.toThrow(
      `The webhook server cannot listen on 127.0.0.1:${door.port}`,
    );
  });

  it("knows one path and one method", async () => {
    const door = await open();
    const elsewhere = door.url.replace(path, "/");
    expect((await deliver(elsewhere, aComment())).status).toBe(404);
    expect((await deliver(`${elsewhere}probot`, aComment())).status).toBe(404);
    expect((await fetch(door.url)).status).toBe(405);
    expect((await deliver(`${door.url}?source=proxy`, aComment())).status).toBe(200);
  });

  it("answers 500 itself before the library would answer that the work goes on", async () => {
    const door = await open({ jobs: { put: () => new Promise(() => undefined) }, putWithinMs: 1 });
    expect((await deliver(door.url, aComment())).status).toBe(500);
  });

  it("finishes what it was asked before it stops, and does not wait for connections that are kept open", async () => {
    const put = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const door = await openDoor({
      jobs: {
        put() {
          asked.resolve();
          return put.promise;
        },
      },
    });
    const silent = connect(door.port, "127.0.0.1");
    await new Promise((resolve) => silent.once("connect", resolve));
    const agent = new Agent({ keepAlive: true });
    const answered = deliverKeepingOpen(door, agent);
    await asked.promise;

    const began = performance.now();
    const stopped = door.stop(20_000);
    put.resolve();
    expect(await answered).toBe(200);
    await stopped;
    // Left alone, Node keeps such a connection for five seconds.
    expect(performance.now() - began).toBeLessThan(4000);
    agent.destroy();
    await expect(deliver(door.url, aComment())).rejects.toThrow();
  });

  it("cuts off what outlasts the grace time", async () => {
    const asked = Promise.withResolvers<void>();
    const door = await openDoor({
      jobs: {
        put() {
          asked.resolve();
          return new Promise(() => undefined);
        },
      },
    });
    const answered = deliver(door.url, aComment()).catch(() => "cut off");
    await asked.promise;
    await door.stop(10);
    expect(await answered).toBe("cut off");
  });
});

function deliverKeepingOpen(door: Door, agent: Agent): Promise<number | undefined> {
  const body = JSON.stringify(aComment());
  const headers = {
    "content-type": "application/json",
    "x-github-event": "issue_comment",
    "x-github-delivery": "1",
    "x-hub-signature-256": sign(body),
  };
  return new Promise((resolve, reject) => {
    request(door.url, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    })
      .on("error", reject)
      .end(body);
  });
}
