/** A file of this folder for a thread to run. The compiler rewrites the suffix of imports, but not of URLs. */
export function threadUrl(file: "engine-loader" | "engine-worker" | "yaml-worker"): URL {
  return new URL(import.meta.url.endsWith(".ts") ? `./${file}.ts` : `./${file}.js`, import.meta.url);
}
