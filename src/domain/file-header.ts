/** The first line of every file we generate: how a later look knows what stands there (design §2). */
export type FileHeader = {
  readonly app: string;
  readonly env: string;
  readonly strategy: string;
  readonly version: string;
  readonly inputs: string;
};

/** `# lanekeeper: app=shop env=prod strategy=A version=0.1.0 inputs=0123456789ab` */
export function headerLine({ app, env, strategy, version, inputs }: FileHeader): string {
  return `# lanekeeper: app=${app} env=${env} strategy=${strategy} version=${version} inputs=${inputs}`;
}

/** The inverse of {@link headerLine}, from a file's first line; undefined when the file is not one of ours. */
export function readHeader(content: string): FileHeader | undefined {
  const line = content.split("\n", 1)[0]?.trimEnd() ?? "";
  const match = line.match(/^# lanekeeper: app=(\S+) env=(\S+) strategy=(\S+) version=(\S+) inputs=([0-9a-f]{12})$/);
  if (match === null) return undefined;
  const [, app, env, strategy, version, inputs] = match;
  if (app === undefined || env === undefined || strategy === undefined || version === undefined || inputs === undefined)
    return undefined;
  return { app, env, strategy, version, inputs };
}
