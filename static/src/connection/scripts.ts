let policy: Pick<TrustedTypePolicy, "createScriptURL"> | null | undefined;

/** The address of one of the product's own scripts, as Trusted Types require it for a worker. */
export function scriptAddress(path: string): string {
  policy ??= window.trustedTypes?.createPolicy("worker", { createScriptURL: (own: string) => own }) ?? null;
  return (policy?.createScriptURL(path) ?? path) as string;
}
