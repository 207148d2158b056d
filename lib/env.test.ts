import { expect, test } from "vitest";
import { parseEnv } from "./env.ts";

const complete = {
  DATABASE_URL: "postgres://chartkeep_app:x@127.0.0.1:5432/chartkeep",
  APP_ORIGIN: "http://localhost:3000",
  AUTH_SECRET: "s".repeat(32),
  CONTEXT_KEY: "s".repeat(32),
  KEY_PROVIDER: "local-file",
  LOCAL_KEY_FILE: "root.key",
  CHARTKEEP_ENV: "test",
  MAIL_PROVIDER: "outbox",
  OUTBOX_FOLDER: ".data/outbox",
};

test("a complete environment is accepted, and an empty variable counts as unset", () => {
  expect(parseEnv({ ...complete, TRUSTED_PROXY: "" })).toEqual({
    ...complete,
    CHECKPOINT_NAME: "chartkeep/audit",
    CHECKPOINT_RETENTION_DAYS: 2_557,
  });
});

test("everything that is missing is named at once", () => {
  expect(() => parseEnv({ CHARTKEEP_ENV: "test" })).toThrow(
    /DATABASE_URL is not set.*APP_ORIGIN is not set.*AUTH_SECRET is not set.*CONTEXT_KEY is not set/,
  );
});

test("production, which is the default, refuses a root key that lies beside the data", () => {
  const { CHARTKEEP_ENV: _, ...silent } = complete;
  expect(() => parseEnv(silent)).toThrow(/KEY_PROVIDER local-file is refused in production/);
  expect(() => parseEnv(silent)).toThrow(/TRUSTED_PROXY is needed in production/);
  const proxied = { ...silent, TRUSTED_PROXY: "none" };
  expect(() => parseEnv(proxied)).toThrow(/^(?!.*TRUSTED_PROXY).*KEY_PROVIDER/);
});

test("production refuses identity providers on its own machine", () => {
  const allowed = { ...complete, OIDC_ALLOW_LOOPBACK: "yes" };
  expect(parseEnv(allowed).OIDC_ALLOW_LOOPBACK).toBe("yes");
  expect(() => parseEnv({ ...allowed, CHARTKEEP_ENV: "production" })).toThrow(
    /OIDC_ALLOW_LOOPBACK is refused in production/,
  );
});

const served = {
  ...complete,
  CHARTKEEP_ENV: "production",
  APP_ORIGIN: "https://clinic.example",
  TRUSTED_PROXY: "none",
  MAIL_PROVIDER: "smtp",
  SMTP_URL: "smtps://mail.example",
  MAIL_FROM: "a@clinic.example",
};
const complaintAbout = (DATABASE_URL: string) => {
  try {
    return parseEnv({ ...served, DATABASE_URL });
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  "",
  "?sslmode=require",
  "?sslmode=disable",
  "?sslmode=verify-full&sslmode=disable",
  "?sslmode=verify-full&ssl=require",
  "?ssl=true",
])("production refuses a database elsewhere whose name it would not check: %s", (query) => {
  const url = `postgres://chartkeep_app:hush@db.example:5432/chartkeep${query}`;
  expect(complaintAbout(url)).toMatch(/DATABASE_URL needs sslmode=verify-full in production/);
  expect(complaintAbout(url)).not.toMatch(/hush/);
});

test.each([
  "postgres://a:b@db.example/chartkeep?sslmode=verify-full",
  "postgres://a:b@10.0.0.7/chartkeep?sslmode=verify-full",
  "postgres://a:b@127.0.0.1:5432/chartkeep",
  "postgres://a:b@[::1]:5432/chartkeep",
  "postgres://a:b@localhost/chartkeep",
])("production takes a database that proves its name, or is on this machine: %s", (url) => {
  expect(complaintAbout(url)).not.toMatch(/DATABASE_URL/);
});

test.each(["postgres:///chartkeep", "postgres://a:b@127.0.0.1.example/chartkeep"])(
  "no address of this machine: %s",
  (url) => {
    expect(complaintAbout(url)).toMatch(/DATABASE_URL needs/);
  },
);

test("production refuses an origin without TLS", () => {
  expect(() => parseEnv({ ...served, APP_ORIGIN: "http://clinic.example" })).toThrow(
    /APP_ORIGIN must be https in production/,
  );
});

test.each([
  ["APP_ORIGIN", "http://localhost:3000/"],
  ["APP_ORIGIN", "localhost:3000"],
  ["AUTH_SECRET", "short"],
  ["CONTEXT_KEY", "short"],
  ["DATABASE_URL", "mysql://x"],
  ["KEY_PROVIDER", "paper"],
  ["LOCAL_KEY_FILE", ""],
  ["CHARTKEEP_ENV", "prod"],
  ["MAIL_PROVIDER", "pigeon"],
  ["MAIL_PROVIDER", ""],
  ["OUTBOX_FOLDER", ""],
])("%s=%s is refused without repeating the value", (name, value) => {
  expect(() => parseEnv({ ...complete, [name]: value })).toThrow(new RegExp(`${name} (?!.*s{32})`));
});

test.each([
  { METRICS_HOST: "0.0.0.0" },
  { METRICS_HOST: "0.0.0.0", METRICS_TOKEN: "short" },
  { METRICS_PORT: "0" },
  { METRICS_PORT: "65536" },
])("figures are not given away to everybody: %j", (more) => {
  expect(() => parseEnv({ ...complete, METRICS_PORT: "9464", ...more })).toThrow(/METRICS_/);
  expect(parseEnv({ ...complete, METRICS_PORT: "9464" }).METRICS_PORT).toBe(9464);
});

const smtp = {
  ...complete,
  MAIL_PROVIDER: "smtp",
  SMTP_URL: "smtps://user:secret@mail.example:465",
  MAIL_FROM: "Chartkeep <no-reply@clinic.example>",
};

test("production refuses an outbox, and takes a mail server", () => {
  expect(parseEnv(smtp)).toMatchObject({ MAIL_PROVIDER: "smtp" });
  const { CHARTKEEP_ENV: _, ...silent } = complete;
  expect(() => parseEnv(silent)).toThrow(/MAIL_PROVIDER outbox is refused in production/);
});

test.each([
  ["SMTP_URL", ""],
  ["SMTP_URL", "http://mail.example"],
  ["SMTP_URL", "smtp://user:secret@mail.example?tls.rejectUnauthorized=false"],
  ["MAIL_FROM", ""],
  ["MAIL_FROM", "a@b.example\r\nBcc: c@d.example"],
])("a mail server with %s=%j is refused without repeating the value", (name, value) => {
  expect(() => parseEnv({ ...smtp, [name]: value })).toThrow(new RegExp(`${name} (?!.*secret)`));
});

test.each([
  { CHECKPOINT_NAME: "two words" },
  { CHECKPOINT_BUCKET: "Not A Bucket" },
  { CHECKPOINT_RETENTION_DAYS: "0" },
  { CHECKPOINT_RETENTION_DAYS: "soon" },
  { WITNESS_URL: "ftp://witness.example" },
  { WITNESS_URL: "https://witness.example" },
  { WITNESS_URL: "https://witness.example", WITNESS_KEY: "no key" },
])("checkpoints with %j are refused", (setting) => {
  expect(() => parseEnv({ ...complete, ...setting })).toThrow(/CHECKPOINT_|WITNESS_/);
});
