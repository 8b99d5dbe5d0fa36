import { z } from "zod";
import type { ClusterQuestion } from "../../app/ports.ts";
import type { LiveApplication } from "../../domain/cluster.ts";
import type { Namespace, Project } from "../../domain/cluster-surroundings.ts";
import { absent, type Known, known } from "../../domain/known.ts";
import { applicationSchema } from "./parse/application.ts";
import { namespaceSchema } from "./parse/namespace.ts";
import { projectSchema } from "./parse/project.ts";
import { ReadFailure, refusal, saying } from "./read-failure.ts";
import type { Reader } from "./reader.ts";
import { resources } from "./resources.ts";

type Server = { readonly version: string; readonly major: number; readonly minor: number };

const versionSchema = z.object({ gitVersion: z.string(), major: z.string(), minor: z.string() });

/** The server's version; minor is `36`, or `36+` where a vendor built it. */
export async function readVersion({ client }: Reader): Promise<Server> {
  const { status, content } = await saying("cannot get the server's version", client.get("/version"));
  if (status !== 200) throw refusal("get", "the server's version", status);
  const version = versionSchema.safeParse(content);
  const { gitVersion = "", major = "", minor = "" } = version.data ?? {};
  const numbers = { major: Number.parseInt(major, 10), minor: Number.parseInt(minor, 10) };
  if (Number.isNaN(numbers.major + numbers.minor)) throw new ReadFailure("the server's version cannot be read");
  return { version: gitVersion, ...numbers };
}

/** The Application, or that the server has none of that name. */
export async function readApplication(
  reader: Reader,
  { name, namespace }: ClusterQuestion["application"],
): Promise<Known<LiveApplication>> {
  const found = await reader.one(resources.applications, namespace, name, applicationSchema);
  return found === undefined ? absent : known(found);
}

/** The namespaces that there are, each by its name: a list would be of the whole cluster's. */
export async function readNamespaces(reader: Reader, names: readonly string[]): Promise<readonly Namespace[]> {
  const found = names.map((name) => reader.one(resources.namespaces, undefined, name, namespaceSchema));
  return (await Promise.all(found)).filter((namespace) => namespace !== undefined);
}

/**
 * The project of an Application. It stands where Argo CD runs, which need not be where the Application is, so all are
 * listed; where that is forbidden, the Application's own namespace is looked at.
 */
export async function readProject(
  reader: Reader,
  { project: name, namespace }: LiveApplication,
): Promise<Known<Project>> {
  const all = await reader.everywhere(resources.projects, projectSchema).catch((error: unknown) => {
    if (!(error instanceof ReadFailure && error.isForbidden) || namespace === undefined) throw error;
    return reader.inEach([namespace], resources.projects, projectSchema);
  });
  const named = all.filter(({ project }) => project.name === name);
  const found = named.find((each) => each.namespace === namespace) ?? named[0];
  if (found === undefined) return absent;
  const isClear = found.namespace === namespace || named.length === 1;
  if (!isClear) throw new ReadFailure(`there are ${named.length} projects of the app's project name`);
  return known(found.project);
}
