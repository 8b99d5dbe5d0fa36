/** True when two objects stand in one namespace; one that names none stands in `home`, where Argo CD puts it. */
export function sameNamespace(one: string | undefined, other: string | undefined, home: string | undefined): boolean {
  return (one ?? home) === (other ?? home);
}
