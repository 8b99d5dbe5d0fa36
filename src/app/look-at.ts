import { withAliases } from "./configured-cluster.ts";
import type { RepositoryLook } from "./observe.ts";
import type { ConfiguredCluster, Forge, RepositoryFacts } from "./ports.ts";

/** A repository on GitHub at one commit of a branch, and the way to its other branches. */
export async function lookAt(
  forge: Forge,
  facts: RepositoryFacts,
  branch: string,
  commit: string,
  aliases: ConfiguredCluster["aliases"],
): Promise<RepositoryLook> {
  const { repository, urls, defaultBranch, isPublic } = facts;
  const identity = {
    fullName: `${repository.owner}/${repository.name}`,
    urls,
    branch,
    defaultBranch,
    commit,
    isPublic,
  };
  return {
    identity: withAliases(identity, aliases),
    files: await forge.files.tree(commit),
    async at(other) {
      const tip = await forge.files.tip(other);
      return tip === undefined ? undefined : lookAt(forge, facts, other, tip, aliases);
    },
  };
}
