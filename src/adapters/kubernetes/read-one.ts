import { z } from "zod";
import type { ClusterQuestion } from "../../app/ports.ts";
import type { LiveApplication } from "../../domain/cluster.ts";
import { absent, type Known, known } from "../../domain/known.ts";
import type { ApiClient } from "./api-client.ts";
import { readItem } from "./list-all.ts";
import { applicationSchema } from "./parse/application.ts";
import { ReadFailure, refusal, saying } from "./read-failure.ts";
import { isName, resourcePath, resources, resourceText } from "./resources.ts";

type Server = { readonly version: string; readonly major: number; readonly minor: number };

const versionSchema = z.object({ gitVersion: z.string(), major: z.string(), minor: z.string() });

/** The server's version; minor is `36`, or `36+` where a vendor built it. */
export async function readVersion(client: ApiClient): Promise<Server> {
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
  client: ApiClient,
  { name, namespace }: ClusterQuestion["application"],
): Promise<Known<LiveApplication>> {
  if (!isName(name) || !isName(namespace)) return absent;
  const resource = resources.applications;
  const { status, content } = await saying(
    `cannot get ${resourceText(resource, namespace)}`,
    client.get(resourcePath(resource, namespace, name)),
  );
  if (status === 404) return absent;
  if (status !== 200) throw refusal("get", resourceText(resource, namespace), status);
  return known(readItem(resource, applicationSchema, content));
}
