import { connect, createServer, type Server, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { selfSigned } from "#lib/mail/testing-certificate";

/** A way to a real database on which TLS ends, as PostgreSQL itself ends it: after the client asked for it. */
export interface TlsFront {
  readonly port: number;
  /** The certificate that vouches for it, which nobody trusts by themselves. It names localhost and 127.0.0.1. */
  readonly cert: string;
  /** How many connections spoke TLS, and what was said without it. */
  readonly seen: { encrypted: number; plain: Buffer[] };
  close(): void;
}

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Stands before the database at that address. `offers` false answers as a server that has no TLS, or as whoever sits between. */
export async function tlsFront(
  { hostname, port }: { readonly hostname: string; readonly port: string },
  { offers }: { readonly offers: boolean },
): Promise<TlsFront> {
  const { key, cert } = selfSigned();
  const seen: TlsFront["seen"] = { encrypted: 0, plain: [] };
  const open = new Set<Socket>();
  const join = (client: Socket, first?: Buffer) => {
    const database = connect(Number(port), hostname);
    for (const end of [client, database]) {
      open.add(end);
      end
        .on("error", () => undefined)
        .on("close", () => [client, database].map((it) => it.destroy()));
    }
    if (first) database.write(first);
    client.pipe(database).pipe(client);
  };
  const server: Server = createServer((socket) => {
    open.add(socket.on("error", () => undefined));
    socket.once("data", (said: Buffer) => {
      if (!said.equals(sslRequest)) {
        seen.plain.push(said);
        join(socket, said);
        return;
      }
      socket.write(offers ? "S" : "N");
      if (!offers) {
        socket.on("data", (more: Buffer) => seen.plain.push(more));
        join(socket);
        return;
      }
      const client = new TLSSocket(socket, { isServer: true, key, cert });
      client.on("secure", () => {
        seen.encrypted += 1;
      });
      join(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    cert,
    seen,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
