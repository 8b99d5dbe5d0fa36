import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { kubectl, kubectlEach, shellWord } from "../../../src/domain/gates/kubectl.ts";

it("leaves plain words as they are", () => {
  expect(kubectl("-n", "shop", "get", "deploy,sts")).toBe("kubectl -n shop get deploy,sts");
});

it("asks the same of every namespace, each once", () => {
  expect(kubectlEach(["shop", "shop-db", "shop"], "get", "pdb")).toBe(
    "kubectl -n shop get pdb && kubectl -n shop-db get pdb",
  );
});

it("quotes a word so that a shell reads back the very word, on one line", () => {
  const text = fc.string({
    unit: fc.constantFrom(..."a'\"$`\\ \n\t;|&(){}*?[]<>!#~\u0001\u007fé-"),
    minLength: 1,
    maxLength: 12,
  });
  const words = fc.sample(text, { numRuns: 200, seed: 1 });
  const line = words.map(shellWord).join(" ");

  expect(line).not.toMatch(/[\n\r]/);
  const read = execFileSync("bash", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  expect(read.split("\0").slice(0, -1)).toEqual(words);
});
