let policy: Pick<TrustedTypePolicy, "createScriptURL"> | null | undefined;

/** The address of one of our own scripts, as a worker takes it under Trusted Types. */
export function scriptAddress(path: string): string {
  policy ??= window.trustedTypes?.createPolicy("worker", { createScriptURL: (own: string) => own }) ?? null;
  return (policy?.createScriptURL(path) ?? path) as string;
}
