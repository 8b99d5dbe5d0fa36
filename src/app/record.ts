import { z } from "zod";
import type { ClusterView } from "../domain/cluster.ts";
import { UserError } from "./errors.ts";
import type { ClusterQuestion } from "./ports.ts";
import { clusterViewSchema } from "./record-schema.ts";

/** What was asked when the recording was made: an answer to one question is none to another. */
export type RecordingMeta = {
  readonly app: string;
  readonly namespaces: readonly string[];
  readonly lanes: ClusterQuestion["lanes"];
};

export type Recording = RecordingMeta & { readonly view: ClusterView };

const format = "lanekeeper-snapshot/1";

const recordingSchema = z.strictObject({
  format: z.literal(format),
  app: z.string().min(1),
  namespaces: z.array(z.string()),
  lanes: z.strictObject({ label: z.string(), primary: z.string(), secondary: z.string() }),
  observedAt: z.iso.datetime(),
  view: clusterViewSchema,
});

/** The text of a recording: readable JSON that {@link readRecording} turns back into exactly this view. */
export function recordSnapshot(view: ClusterView, { app, namespaces, lanes }: RecordingMeta): string {
  const { label, primary, secondary } = lanes;
  const recording = {
    format,
    app,
    namespaces,
    lanes: { label, primary, secondary },
    observedAt: view.observedAt,
    view,
  };
  return `${JSON.stringify(recording, (_key, value: unknown) => (value === undefined ? null : value), 2)}\n`;
}

/** The view of a recording. Throws UserError naming the problem when the text is no recording that this version reads. */
export function readRecording(text: string): ClusterView {
  return openRecording(text).view;
}

/** The recording with what it is a recording of. Throws UserError like {@link readRecording}. */
export function openRecording(text: string): Recording {
  const content = parseJson(text);
  const found = formatOf(content);
  if (found === undefined) throw notARecording("it does not say `format`");
  if (found !== format)
    throw notARecording(`its format is \`${found.slice(0, 60)}\`, this version reads \`${format}\``);
  const result = recordingSchema.safeParse(content);
  if (!result.success) throw notARecording(problems(result.error));
  const { app, namespaces, lanes, view } = result.data;
  return { app, namespaces, lanes, view };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notARecording("it is not JSON");
  }
}

function formatOf(content: unknown): string | undefined {
  const result = z.object({ format: z.string() }).safeParse(content);
  return result.success ? result.data.format : undefined;
}

function problems(error: z.ZodError): string {
  const shown = error.issues.slice(0, 3).map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  const more = error.issues.length - shown.length;
  return more > 0 ? `${shown.join("; ")}; and ${more} more` : shown.join("; ");
}

function notARecording(problem: string): UserError {
  return new UserError(
    `This file is not a recording of a cluster: ${problem}.`,
    "Record it again with `lanekeeper snapshot <app> -o FILE`.",
  );
}
