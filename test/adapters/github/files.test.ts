import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { defaultTreeLimits } from "../../../src/adapters/github/tree-limits.ts";
import { TransientError, UserError } from "../../../src/app/errors.ts";
import { aForge, answerOnlyWhatIsTold, root, tell } from "./nocked.ts";

answerOnlyWhatIsTold();

const commit = "c".repeat(40);

type Entry = { readonly path: string; readonly content?: string | Buffer; readonly link?: string };

function idOf(content: string | Buffer): string {
  return createHash("sha1")
    .update(`blob ${Buffer.byteLength(content)}\0`)
    .update(content)
    .digest("hex");
}

async function tarball(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content = "", link } of entries) {
    const name = `acme-homelab-ccccccc/${path}`;
    if (link === undefined) archive.entry({ name }, content);
    else archive.entry({ name, type: "symlink", linkname: link });
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

/** The commit's list of blobs. */
function lists(entries: readonly Entry[], truncated = false): void {
  const tree = entries.map(({ path, content = "", link }) => ({
    path,
    mode: link === undefined ? "100644" : "120000",
    type: "blob",
    sha: idOf(link ?? content),
    size: Buffer.byteLength(link ?? content),
  }));
  tell().get(`${root}/git/trees/${commit}`).query({ recursive: "1" }).reply(200, { tree, truncated });
}

/** What the archive's address answers, behind GitHub's redirect to another host. */
function sends(body: Buffer): void {
  tell()
    .get(`${root}/tarball/${commit}`)
    .reply(302, "", { location: "https://github.test/codeload/archive?token=once" });
  tell().get("/codeload/archive").query({ token: "once" }).reply(200, body, { "content-type": "application/x-gzip" });
}

function blobIs(content: string | Buffer): void {
  const answer = { content: Buffer.from(content).toString("base64"), encoding: "base64" };
  tell()
    .get(`${root}/git/blobs/${idOf(content)}`)
    .reply(200, answer);
}

describe("the tree of a commit", () => {
  const entries = [
    { path: "apps/shop/kustomization.yaml", content: "resources: [deployment.yaml]\n" },
    { path: "größe.yaml", content: "größe: 1\n" },
    { path: "logo.png", content: Buffer.of(0x89, 0x50, 0xff) },
    { path: `${"deep/".repeat(60)}file.yaml`, content: "long: true\n" },
    { path: "empty.yaml", content: "" },
  ];

  it("comes by one download, text as text and the rest as bytes", async () => {
    const { files } = await aForge();
    lists(entries);
    sends(await tarball(entries));

    const tree = await files.tree(commit);

    expect([...tree]).toEqual(
      entries.map(({ path, content }) => [path, typeof content === "string" ? content : Uint8Array.from(content)]),
    );
  });

  it("is fetched once a commit, also by two at a time", async () => {
    const { files } = await aForge();
    lists(entries);
    sends(await tarball(entries));

    const [one, two] = await Promise.all([files.tree(commit), files.tree(commit)]);

    expect(await files.tree(commit)).toBe(one);
    expect(two).toBe(one);
    expect(await files.file(commit, "empty.yaml")).toBe("");
    expect(await files.file(commit, "none.yaml")).toBeUndefined();
  });

  it("holds what the archive leaves out or rewrites", async () => {
    const { files } = await aForge();
    lists([
      { path: "hidden.yaml", content: "export: ignored\n" },
      { path: "stamp.yaml", content: "id: $Format:%H$\n" },
      { path: "plain.yaml", content: "a: 1\n" },
    ]);
    sends(
      await tarball([
        { path: "stamp.yaml", content: `id: ${commit}\n` },
        { path: "plain.yaml", content: "a: 1\n" },
      ]),
    );
    blobIs("export: ignored\n");
    blobIs("id: $Format:%H$\n");

    expect(Object.fromEntries(await files.tree(commit))).toEqual({
      "hidden.yaml": "export: ignored\n",
      "stamp.yaml": "id: $Format:%H$\n",
      "plain.yaml": "a: 1\n",
    });
  });

  it("follows links to files inside, and leaves out every other link", async () => {
    const { files } = await aForge();
    const links = [
      { path: "base/app.yaml", content: "kind: Deployment\n" },
      { path: "apps/app.yaml", link: "../base/app.yaml" },
      { path: "apps/again.yaml", link: "app.yaml" },
      { path: "apps/out.yaml", link: "../../secret.yaml" },
      { path: "apps/passwd", link: "/etc/passwd" },
      { path: "apps/folder", link: "../base" },
      { path: "apps/circle.yaml", link: "circle.yaml" },
    ];
    lists(links);
    sends(await tarball(links));

    expect([...(await files.tree(commit)).keys()].toSorted()).toEqual([
      "apps/again.yaml",
      "apps/app.yaml",
      "base/app.yaml",
    ]);
    expect(await files.file(commit, "apps/again.yaml")).toBe("kind: Deployment\n");
  });

  it("comes blob by blob from a server without archives", async () => {
    const { files } = await aForge();
    lists([...entries.slice(0, 3), { path: "link.yaml", link: "größe.yaml" }]);
    tell().get(`${root}/tarball/${commit}`).reply(404, {});
    for (const { content } of entries.slice(0, 3)) blobIs(content);
    blobIs("größe.yaml");

    const tree = await files.tree(commit);

    expect(tree.get("link.yaml")).toBe("größe: 1\n");
    expect(tree.get("logo.png")).toEqual(Uint8Array.of(0x89, 0x50, 0xff));
    expect(tree.size).toBe(4);
  });

  it("is walked folder by folder when the list was cut", async () => {
    const { files } = await aForge();
    lists([], true);
    tell()
      .get(`${root}/git/trees/${commit}`)
      .reply(200, { tree: [{ path: "apps", mode: "040000", type: "tree", sha: "t1" }] });
    tell()
      .get(`${root}/git/trees/t1`)
      .reply(200, {
        tree: [
          { path: "a.yaml", mode: "100644", type: "blob", sha: idOf("a: 1\n"), size: 5 },
          { path: "vendored", mode: "160000", type: "commit", sha: commit },
        ],
      });
    sends(await tarball([{ path: "apps/a.yaml", content: "a: 1\n" }]));

    expect(Object.fromEntries(await files.tree(commit))).toEqual({ "apps/a.yaml": "a: 1\n" });
  });
});

describe("a repository that is too much", () => {
  const limits = { packedBytes: 4_000, unpackedBytes: 10_000, files: 3, otherFileBytes: 1_000 };

  it("is refused by its list, before anything is downloaded", async () => {
    const { files } = await aForge({ limits });
    lists(["a", "b", "c", "d"].map((path) => ({ path, content: path })));
    await expect(files.tree(commit)).rejects.toThrow("more than 3 files");

    lists([{ path: "a.yaml", content: "a".repeat(10_001) }]);
    await expect(files.tree(commit)).rejects.toThrow(UserError);
  });

  it("is refused when the archive is larger than the list said", async () => {
    const { files } = await aForge({ limits });
    lists([]);
    sends(await tarball([{ path: "bomb.yaml", content: "0".repeat(1_000_000) }]));

    await expect(files.tree(commit)).rejects.toThrow("too large to read");
  });

  it("loses only the large files that no build reads", async () => {
    const { files } = await aForge({ limits });
    const entries = [
      { path: "film.bin", content: "0".repeat(1_001) },
      { path: "crds.yaml", content: "0".repeat(1_001) },
    ];
    lists(entries);
    sends(await tarball(entries));

    expect([...(await files.tree(commit)).keys()]).toEqual(["crds.yaml"]);
  });

  it("is refused for a path that leaves the repository", async () => {
    const { files } = await aForge();
    lists([]);
    sends(await tarball([{ path: "../../etc/cron.d/evil", content: "x" }]));

    await expect(files.tree(commit)).rejects.toThrow("outside");
  });

  it("is read again after an archive that broke off", async () => {
    const { files } = await aForge();
    const entries = [{ path: "a.yaml", content: "a: 1\n" }];
    const whole = await tarball(entries);
    lists(entries);
    sends(whole.subarray(0, whole.length - 20));
    await expect(files.tree(commit)).rejects.toThrow(TransientError);

    lists(entries);
    sends(whole);
    expect((await files.tree(commit)).size).toBe(1);
    expect(defaultTreeLimits.files).toBe(20_000);
  });
});

describe("one file", () => {
  it("is read without the tree, a large one as a blob", async () => {
    const { files } = await aForge();
    const at = (path: string) =>
      tell()
        .get(`${root}/contents/${encodeURIComponent(path)}`)
        .query({ ref: commit });
    at(".github/lanekeeper.yml").reply(200, { type: "file", sha: "s", encoding: "base64", content: "YTogMQo=\n" });
    at("big.yaml").reply(200, { type: "file", sha: idOf("big: 1\n"), encoding: "none", content: "" });
    at("folder").reply(200, [{ type: "file", name: "x" }]);
    at("none").reply(404, {});
    at("logo.png").reply(200, { type: "file", sha: "s", encoding: "base64", content: "/w==" });
    blobIs("big: 1\n");

    expect(await files.file(commit, ".github/lanekeeper.yml")).toBe("a: 1\n");
    expect(await files.file(commit, "big.yaml")).toBe("big: 1\n");
    expect(await files.file(commit, "folder")).toBeUndefined();
    expect(await files.file(commit, "none")).toBeUndefined();
    expect(await files.file(commit, "logo.png")).toBeUndefined();
  });

  it("is not taken for absent during an outage", async () => {
    const { files } = await aForge();
    tell().get(`${root}/contents/a.yaml`).query({ ref: commit }).times(3).reply(503, {});

    await expect(files.file(commit, "a.yaml")).rejects.toThrow(TransientError);
  });
});

describe("the repository", () => {
  it("is known by every address people write", async () => {
    const { files } = await aForge();
    tell()
      .get(root)
      .once()
      .reply(200, {
        name: "homelab",
        owner: { login: "acme" },
        default_branch: "trunk",
        private: true,
        visibility: "internal",
        html_url: "https://github.test/acme/homelab",
        clone_url: "https://github.test/acme/homelab.git",
        ssh_url: "git@github.test:acme/homelab.git",
        git_url: "git://github.test/acme/homelab.git",
      });

    expect(await files.facts()).toEqual({
      repository: { owner: "acme", name: "homelab" },
      defaultBranch: "trunk",
      isPublic: false,
      urls: [
        "https://github.test/acme/homelab",
        "https://github.test/acme/homelab.git",
        "git@github.test:acme/homelab.git",
        "git://github.test/acme/homelab.git",
        // This one is a stand-in: Applications of what it holds name github.com.
        "https://github.com/acme/homelab",
      ],
    });
    expect(await files.facts()).toBeDefined();
  });

  it("has no tip where there is no branch, or no commit at all", async () => {
    const { files } = await aForge();
    tell().get(`${root}/git/ref/heads%2Fnone`).reply(404, { message: "Not Found" });
    tell().get(`${root}/git/ref/heads%2Fmain`).reply(409, { message: "Git Repository is empty." });

    expect(await files.tip("none")).toBeUndefined();
    expect(await files.tip("main")).toBeUndefined();
  });
});
