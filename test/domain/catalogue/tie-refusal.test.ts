import { describe, expect, it } from "vitest";
import type { Source } from "../../../src/domain/application.ts";
import { destinationMatches } from "../../../src/domain/catalogue/destination.ts";
import { meansRepository, normaliseRepoUrl } from "../../../src/domain/catalogue/repo-url.ts";
import { tieRefusal } from "../../../src/domain/catalogue/tie-refusal.ts";
import { runbookSettings } from "../../../src/domain/settings.ts";
import type { RepositoryIdentity } from "../../../src/domain/snapshot.ts";
import { anApplication, aSource, folder, homelab } from "./trees.ts";

function tie(source: Partial<Source>, repository: Partial<RepositoryIdentity> = {}) {
  return tieRefusal(anApplication({ sources: [aSource(source)] }), { ...homelab, ...repository }, runbookSettings);
}

describe("a repository's address", () => {
  it.each([
    "https://github.com/acme/homelab",
    "https://github.com/Acme/HomeLab.git/",
    "http://GitHub.com:80//acme/homelab",
    "git@github.com:acme/homelab.git",
    "ssh://git@github.com:22/acme/homelab.git",
    "ssh://git@ssh.github.com:443/acme/homelab",
    "https://someone:s3cret@github.com/acme/homelab.git?x=1#y",
    "git::https://github.com/acme/homelab",
    "github.com/acme/homelab",
    "  https://www.github.com/acme/homelab  ",
  ])("is the same in every spelling: %s", (url) => {
    expect(normaliseRepoUrl(url)).toBe("github.com/acme/homelab");
  });

  it("keeps the case of paths on other servers and never a credential", () => {
    expect(normaliseRepoUrl("https://user:token@Git.Example.org:8443/Team/Repo.git")).toBe("git.example.org/Team/Repo");
  });

  it("goes by the aliases, without case where the server is a GitHub", () => {
    const enterprise = {
      ...homelab,
      urls: ["https://ghe.example.org/acme/homelab", "https://mirror.example.org/Mirrors/lab"],
    };

    expect(meansRepository("git@ghe.example.org:ACME/homelab.git", enterprise)).toBe(true);
    expect(meansRepository("https://mirror.example.org/Mirrors/lab.git", enterprise)).toBe(true);
    expect(meansRepository("https://mirror.example.org/mirrors/lab.git", enterprise)).toBe(false);
    expect(meansRepository("https://github.com/acme/homelab", enterprise)).toBe(false);
    expect(meansRepository("https://github.com/acme/homelab", folder)).toBeUndefined();
  });

  it("refuses an app of another repository and shows neither user nor token", () => {
    const { refusal } = tie({ repoURL: "https://bot:t0ken@github.com/acme/other.git" });

    expect(refusal).toMatchObject({ code: "other-repository", file: "argocd/apps/shop.yaml", line: 8 });
    expect(refusal?.message).toContain("`github.com/acme/other`");
    expect(JSON.stringify(refusal)).not.toContain("t0ken");
  });

  it("leaves a chart's own repository to the refusal for charts", () => {
    expect(tie({ repoURL: "https://charts.example.org", chart: "web", path: undefined }).refusal).toBeUndefined();
  });
});

describe("the revision", () => {
  it.each(["main", "", "HEAD", "refs/heads/main", " main "])(
    "follows the branch that was read: %j",
    (targetRevision) => {
      expect(tie({ targetRevision })).toEqual({ refusal: undefined, notes: [] });
    },
  );

  it.each([
    ["refs/tags/v1", "a tag"],
    ["v1.2.3", "a tag"],
    ["0".repeat(40), "a commit"],
    ["deadbee", "a commit"],
    ["1.*", "a range of versions"],
    [">=1.2", "a range of versions"],
    ["~1", "a range of versions"],
    ["1.x", "a range of versions"],
    ["refs/pull/7/head", "a reference that is no branch"],
  ])("that does not follow a branch is refused: %s is %s", (targetRevision, what) => {
    const { refusal } = tie({ targetRevision });

    expect(refusal).toMatchObject({ code: "other-revision", line: 8 });
    expect(refusal?.message).toContain(`\`${targetRevision}\`, which is ${what}`);
  });

  it("of another branch is refused with both names", () => {
    expect(tie({ targetRevision: "release" }).refusal?.message).toMatch(/branch `release`.*branch `main`/);
    expect(tie({ targetRevision: "HEAD" }, { branch: "dev" }).refusal?.message).toMatch(
      /default branch, `main`.*branch `dev`/,
    );
  });

  it("is a branch where the branch that was read has the look of a commit or a version", () => {
    expect(tie({ targetRevision: "deadbeef" }, { branch: "deadbeef" }).refusal).toBeUndefined();
    expect(tie({ targetRevision: "v1.2" }, { branch: "v1.2" }).refusal).toBeUndefined();
  });

  it("is noted where the branch is not known", () => {
    expect(tie({ targetRevision: "HEAD" }, { defaultBranch: undefined })).toMatchObject({
      refusal: undefined,
      notes: [expect.stringContaining("not known")],
    });
  });

  it("is not compared in a folder that is no checkout, and that is said", () => {
    const tied = tieRefusal(
      anApplication({ sources: [aSource({ repoURL: "https://github.com/x/y", targetRevision: "v1.0.0" })] }),
      folder,
      runbookSettings,
    );

    expect(tied).toEqual({ refusal: undefined, notes: [expect.stringContaining("no Git checkout")] });
  });
});

describe("the destination", () => {
  const own = { server: "https://kubernetes.default.svc" };
  const at = (server: string | undefined, name?: string) => ({ server, name, namespace: "shop" });

  it.each([
    [at("https://kubernetes.default.svc"), own, "same"],
    [at("https://kubernetes.default.svc/"), { name: "in-cluster" }, "same"],
    [at(undefined, "in-cluster"), own, "same"],
    [at(undefined, "in-cluster"), { name: "prod" }, "other"],
    [at("https://kubernetes.default.svc"), { name: "prod" }, "other"],
    [at("https://10.0.0.1:6443"), own, "other"],
    [at("https://K8S.example.org:443"), { server: "https://k8s.example.org" }, "same"],
    [at(undefined, "prod"), { server: "https://10.0.0.1:6443" }, "untold"],
    [at(undefined, "prod"), { server: "https://10.0.0.1:6443", name: "prod" }, "same"],
    [at(undefined, "prod"), undefined, "untold"],
    [at(undefined), own, "untold"],
  ] as const)("%j against %j is %s", (destination, expected, matches) => {
    expect(destinationMatches(destination, expected)).toBe(matches);
  });

  it("that is another cluster is refused, and one that cannot be told is noted", () => {
    const abroad = anApplication({ destination: at("https://10.0.0.1:6443") });

    expect(tieRefusal(abroad, homelab, runbookSettings, own).refusal).toMatchObject({ code: "other-cluster" });
    expect(tieRefusal(abroad, homelab, runbookSettings, { name: "prod" })).toMatchObject({
      refusal: undefined,
      notes: [expect.stringContaining("not known")],
    });
    expect(tieRefusal(abroad, homelab, runbookSettings)).toEqual({ refusal: undefined, notes: [] });
  });
});
