import { z } from "zod";
import { UserError } from "../../app/errors.ts";
import type { People } from "../../app/ports.ts";
import type { Connection } from "./connection.ts";

type Permission = Awaited<ReturnType<People["permission"]>>;

const PermissionAnswer = z.object({ permission: z.string(), role_name: z.string().nullish() });
const Membership = z.object({ state: z.string() });

/** GitHub's roles, and the words of its older API that a stand-in still uses. */
const roles: Readonly<Record<string, Permission>> = {
  admin: "admin",
  maintain: "write",
  write: "write",
  push: "write",
  triage: "read",
  read: "read",
  pull: "read",
  none: "none",
};

export function githubPeople(connection: Connection): People {
  return {
    async permission(login) {
      const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
      const answer = await connection.find(PermissionAnswer, route, { username: login });
      if (answer === undefined) return "none";
      // A custom role has a name of its own; `permission` then tells the role it was made from.
      return roles[answer.role_name ?? ""] ?? roles[answer.permission] ?? "none";
    },

    async isMember(login, team) {
      const [org, slug, ...rest] = team.split("/");
      if (!org || !slug || rest.length > 0) {
        throw new UserError(
          `\`${team}\` is no team`,
          "Write teams as `organization/team-slug` in .github/lanekeeper.yml.",
        );
      }
      const route = "GET /orgs/{org}/teams/{team_slug}/memberships/{username}";
      const answer = await connection.find(Membership, route, { org, team_slug: slug, username: login });
      return answer?.state === "active";
    },
  };
}
