/** Where a command writes: standard output for what was asked, standard error for progress and problems. */
export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** A line that the next one may replace; plain lines where standard error is no terminal. */
  readonly progress: (step: string) => void;
};

/** The process's own terminal. `quiet` prints no progress. */
export function processTerminal(quiet: boolean): Terminal {
  const { stdout, stderr } = process;
  const live = stderr.isTTY && !quiet;
  const clear = () => {
    if (live) stderr.write("\r\u001b[2K");
  };
  return {
    out: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    err: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    progress: (step) => {
      if (live) stderr.write(`\r\u001b[2K… ${step}`);
    },
  };
}
