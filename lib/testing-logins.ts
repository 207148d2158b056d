import { closePool, configurePool } from "#db/client";

/** The operator's login of the test run, as a console or a probe is given it. */
export const operatorLogin = {
  url: process.env.TEST_OPERATOR_URL ?? "",
  contextKey: process.env.CONTEXT_KEY ?? "",
};

/** Points the pool at one of the two logins: requests come as one, background work and commands as the other. */
export async function signIn(login: "app" | "operator"): Promise<void> {
  await closePool();
  configurePool(login === "app" ? (process.env.DATABASE_URL ?? "") : operatorLogin.url, { max: 6 });
}

/** Does something as the operator's login, and goes back to the one that serves requests. */
export async function asOperatorLogin<T>(work: () => Promise<T>): Promise<T> {
  await signIn("operator");
  try {
    return await work();
  } finally {
    await signIn("app");
  }
}
