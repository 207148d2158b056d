import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { selfSigned } from "./testing-certificate.ts";

/** A mail as a real SMTP server took it from the wire. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly wasSecure: boolean;
}

/** A running SMTP server, what it received so far, and the certificate that vouches for it. */
export interface TestMailServer {
  readonly port: number;
  readonly ca: string;
  readonly received: Received[];
  stop(): Promise<void>;
}

/** Starts a real SMTP server on loopback. It takes mail from anybody unless the options say otherwise. */
export async function startMailServer(
  options: Partial<SMTPServerOptions> = {},
  port = 0,
): Promise<TestMailServer> {
  const { key, cert } = selfSigned();
  const received: Received[] = [];
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString("utf8"),
          wasSecure: session.secure,
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: (server.server.address() as AddressInfo).port,
    ca: cert,
    received,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
