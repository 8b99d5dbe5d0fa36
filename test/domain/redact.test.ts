import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactText } from "../../src/domain/redact.ts";

/** Text, and the secret in it that must not be seen again. Put together from pieces so that no scanner takes them for real. */
const secrets: readonly (readonly [string, string, string])[] = [
  ["a bearer token", "401 for Authorization: Bearer abcdef.ghijkl-123", "abcdef.ghijkl-123"],
  ["a bearer token without its header", "sent bearer 0123456789abcdef", "0123456789abcdef"],
  ["basic credentials", "proxy said no to Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"],
  ["a cookie", "Cookie: session=abc123; theme=dark", "abc123"],
  ["an AWS key id", `using AKIA${"IOSFODNN7EXAMPLE"} failed`, "IOSFODNN7EXAMPLE"],
  ["an AWS secret key", `with wJalrXUtnFEMI/K7MDENG/${"bPxRfiCYEXAMPLEKEY"} failed`, "bPxRfiCYEXAMPLEKEY"],
  [
    "a GitHub token",
    `clone with ghp_${"16C7e42F292c6912E7710c838347Ae178B4a"}`,
    "16C7e42F292c6912E7710c838347Ae178B4a",
  ],
  ["a GitHub server token", `clone with ghs_${"16C7e42F292c6912E771"}`, "16C7e42F292c6912E771"],
  ["a fine-grained GitHub token", `github_pat_${"11ABCDEFG0abcdefghij_klmnopqrstuv"}`, "klmnopqrstuv"],
  ["a GitLab token", `glpat-${"abcdEFGH1234ijklMNOP"}`, "abcdEFGH1234"],
  ["a Slack token", `xoxb-${"123456789012-abcdefABCDEF"}`, "abcdefABCDEF"],
  ["a payment key", `sk_live_${"4eC39HqLyjWDarjtT1zdp7dc"}`, "4eC39HqLyj"],
  ["an npm token", `npm_${"abcdefghijklmnopqrstuvwxyz0123456789"}`, "abcdefghijklmnop"],
  ["a Google key", `AIza${"SyA1234567890abcdefghijklmnopqrstuv"}`, "SyA1234567890"],
  ["an age key", `AGE-SECRET-KEY-1${"QQPQQPQQPQQPQQPQQPQQPQQPQQ"}`, "QQPQQP"],
  ["a JWT", "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.SflKxwRJSMeKKF2QT4fw is old", "eyJzdWIiOiJib2IifQ"],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----", "MIIEow"],
  ["a private key that was cut off", "bad key: -----BEGIN PRIVATE KEY-----\nMIIEow\nabc", "MIIEow"],
  ["password=", "dial failed: host=db password=hunter2 user=shop", "hunter2"],
  ["an environment variable", "SHOP_DB_PASSWORD=hunter2", "hunter2"],
  ["token:", "token: hunter2", "hunter2"],
  ["a quoted password with spaces", 'password="correct horse battery"', "horse"],
  ["JSON", '{"clientSecret":"hunter2","user":"bob"}', "hunter2"],
  ["JSON inside JSON", '{\\"api_key\\":\\"hunter2\\"}', "hunter2"],
  ["a Docker configuration", '{"auths":{"r.example":{"auth":"Ym9iOnB3"}}}', "Ym9iOnB3"],
  ["a flag", "exec: --db-password hunter2 --verbose", "hunter2"],
  ["a flag with =", "exec: --token=hunter2", "hunter2"],
  ["a query parameter", "GET https://api.example/x?access_token=hunter2&page=2", "hunter2"],
  ["a signed address", "https://s3.example/o?X-Amz-Signature=hunter2", "hunter2"],
  ["a password in a URL", "postgres://shop:hunter2@db:5432/shop is down", "hunter2"],
  ["a password with an @ in a URL", "postgres://shop:hun@ter2@db/shop", "ter2"],
  ["a password with a / in a URL", "amqp://shop:hun/ter2@mq/x", "ter2"],
  ["a token in a URL", "cloning https://hunter2hunter2@git.example/x.git", "hunter2"],
  ["a URL without a user", "redis://:hunter2@cache:6379/0", "hunter2"],
  ["a random word", "saw q7Rk2LmX9vT4bN8cZ1wY and stopped", "q7Rk2LmX9vT4bN8cZ1wY"],
  ["a random word of base64url", "saw q7Rk2-LmX9v_T4bN8cZ1wY and stopped", "LmX9v"],
  ["32 hexadecimal digits", "key 9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"],
  ["a base32 seed", "seed JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"],
];

const harmless: readonly string[] = [
  'Successfully pulled image "ghcr.io/acme/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" in 2.1s',
  "oci://registry.example:5000/acme/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "containerd://9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "uid 0b0f7f7e-3c1f-4a64-9d0e-5f8f8a6f3a1c",
  "Successfully assigned shop/shop-web-7d9c6b8f5d-x2lq9 to miniserver",
  "pod prometheus-kube-prometheus-stack-prometheus-node-exporter-9x8zq",
  "pvc-0b0f7f7e-3c1f-4a64-9d0e-5f8f8a6f3a1c-r-8f3a9c1d",
  "instance-manager-8d7f3a0a1b2c3d4e5f60718293a4b5c6",
  "at commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
  "MountVolume.SetUp failed for volume /var/lib/kubelet/pods/0b0f7f7e-3c1f-4a64-9d0e-5f8f8a6f3a1c/volumes/kubernetes.io~csi/pvc-1/mount",
  'MountVolume.SetUp failed for volume "tls" : secret "shop-tls" not found',
  "secretName=shop-tls",
  "0/2 nodes are available: 1 node(s) had untolerated taint {workload-lane: secondary}, 1 node(s) didn't match pod anti-affinity rules.",
  "ssh://git@git.example/acme/homelab.git",
  "https://git.example/acme/homelab?mail=bob@acme.example",
  "requiredDuringSchedulingIgnoredDuringExecution",
  "FailedCreatePodSandBoxControllerV2",
  "MAX_CONNECTIONS_PER_HOST_AND_SECOND",
  "Back-off restarting failed container web in pod shop-web-7d9c6b8f5d-x2lq9_shop(0b0f7f7e-3c1f-4a64-9d0e-5f8f8a6f3a1c)",
  "2026-01-01T12:00:00.000000Z",
  'Readiness probe failed: Get "http://10.42.0.17:8080/healthz": context deadline exceeded',
];

describe("redactText", () => {
  it.each(secrets)("hides %s", (_name, text, secret) => {
    const shown = redactText(text);

    expect(shown).not.toContain(secret);
    expect(shown).toContain("[redacted]");
    expect(redactText(shown)).toBe(shown);
  });

  it.each(harmless)("leaves alone: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("keeps the rest of the sentence", () => {
    expect(redactText("dial failed: host=db password=hunter2 user=shop")).toBe(
      "dial failed: host=db password=[redacted] user=shop",
    );
    expect(redactText("postgres://shop:hunter2@db:5432/shop is down")).toBe(
      "postgres://[redacted]@db:5432/shop is down",
    );
  });

  it("hides nearly every random key of 32 characters", () => {
    const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];
    const key = fc
      .array(fc.constantFrom(...alphabet), { minLength: 32, maxLength: 32 })
      .map((letters) => letters.join(""));
    const keys = fc.sample(key, { numRuns: 2000, seed: 7 });

    expect(keys.filter((each) => redactText(each) === each)).toEqual([]);
  });

  it("takes a long hostile text in its stride", () => {
    const started = performance.now();
    for (const text of [
      "a".repeat(200_000),
      "password".repeat(20_000),
      "https://".repeat(20_000),
      "-".repeat(200_000),
      "eyJ.".repeat(50_000),
      "x@".repeat(50_000),
    ]) {
      redactText(text);
    }

    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
