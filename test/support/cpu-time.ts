/** Milliseconds of processor time that `work` took in this process; unlike the clock, other programs do not lengthen it. */
export function cpuMs(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
