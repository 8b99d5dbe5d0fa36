import { fromMarkdown } from "mdast-util-from-markdown";

type Tree = ReturnType<typeof fromMarkdown>;
export type MarkdownNode = {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly MarkdownNode[];
};

/** Every node of a Markdown text, parents first. */
export function nodesOf(text: string): readonly MarkdownNode[] {
  const walk = (node: MarkdownNode): MarkdownNode[] => [node, ...(node.children ?? []).flatMap(walk)];
  const tree: Tree = fromMarkdown(text);
  return walk(tree as MarkdownNode);
}

/** The types of all nodes, each once, sorted. */
export function typesOf(text: string): readonly string[] {
  return [...new Set(nodesOf(text).map(({ type }) => type))].sort();
}

/** What GitHub would read in running text: mentions, references and addresses; code is left aside, as GitHub does. */
export function linksOf(text: string): readonly string[] {
  const running = nodesOf(text)
    .filter(({ type }) => type === "text")
    .map(({ value }) => value ?? "");
  const patterns = [
    /@[\w-]+(?:\/[\w-]+)?/g,
    /#\d+/g,
    /\bGH-\d+/gi,
    /:\/\//g,
    /\bwww\./gi,
    /(?<![\w-])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}(?![\w-])/gi,
  ];
  return running.flatMap((value) => patterns.flatMap((pattern) => value.match(pattern) ?? []));
}
