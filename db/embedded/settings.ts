import { embeddedName } from "#db/server-name";

/**
 * The embedded server's settings. It listens on the loopback address alone, has
 * no socket file, and writes neither statements nor row contents to its log.
 * A throwaway server may lose everything in a crash and is faster for it.
 */
export function serverSettings(port: number, throwaway: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    cluster_name: embeddedName,
    port: String(port),
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
    max_connections: "100",
    // What the server keeps of its log for a backup that nobody takes any more must not fill the disk.
    max_slot_wal_keep_size: "4GB",
    shared_buffers: "128MB",
    log_min_messages: "warning",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
    ...(throwaway ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
