import { UserError } from "../app/errors.ts";
import { type CommandLineEnvironment, commandLineEnvironment, type Variables } from "../config/environment.ts";

/** The command line's part of the environment. Throws UserError with every problem in words. */
export function ownEnvironment(env: Variables): CommandLineEnvironment {
  const read = commandLineEnvironment(env);
  if (!read.ok)
    throw new UserError(
      `The environment cannot be used:\n${read.problems.map((problem) => `  - ${problem}`).join("\n")}`,
      "README.md lists every variable.",
    );
  return read.value;
}
