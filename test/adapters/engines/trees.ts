import type { FileContent, FileTree } from "../../../src/domain/file-tree.ts";

/** A tree from a list of files by path. */
export function aTree(files: Readonly<Record<string, FileContent>>): FileTree {
  return new Map(Object.entries(files));
}

/** A ConfigMap as YAML. */
export function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  greeting: hello\n`;
}

/** One ConfigMap named `name` and the kustomization that lists it, in the folder `name`. */
export function anApp(name: string): Record<string, string> {
  return {
    [`${name}/kustomization.yaml`]: "resources: [config.yaml]\n",
    [`${name}/config.yaml`]: configMap(name),
  };
}

/** A tree that kustomize needs minutes for: every name is looked for in every other object. */
export function anEndlessTree(): FileTree {
  const objects = Array.from({ length: 3000 }, (_, index) => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-${index}\nspec:\n  volumes:\n    - name: a\n      configMap: { name: map-${index} }\n`;
    return `${configMap(`map-${index}`)}---\n${pod}`;
  });
  return aTree({ "kustomization.yaml": "resources: [all.yaml]\nnamePrefix: x-\n", "all.yaml": objects.join("---\n") });
}

/** A few lines of YAML that kustomize makes hundreds of megabytes of. */
export function aMemoryBomb(): FileTree {
  const letters = ["a", "b", "c", "d", "e", "f", "g"];
  const rows = letters.slice(1).map((name, index) => `${name}: &${name} [${Array(9).fill(`*${letters[index]}`)}]\n`);
  const bomb = `${configMap("bomb")}a: &a [${Array(9).fill("x")}]\n${rows.join("")}`;
  return aTree({ "kustomization.yaml": "resources: [bomb.yaml]\nnamePrefix: x-\n", "bomb.yaml": bomb });
}
