import type { NextConfig } from "next";

const config: NextConfig = {
  agentRules: false,
  devIndicators: false,
  // No body of ours is larger: what the framework would buffer beyond it is dropped.
  experimental: { authInterrupts: true, proxyClientMaxBodySize: "1mb", taint: true },
  // Everything that is shown is drawn by the application itself.
  images: { unoptimized: true },
  poweredByHeader: false,
  serverExternalPackages: [
    "@aws-sdk/client-kms",
    "@aws-sdk/client-s3",
    "@node-rs/argon2",
    "@opentelemetry/exporter-prometheus",
    "@opentelemetry/sdk-metrics",
    "pdfkit",
    "pino",
    "postgres",
  ],
  turbopack: {
    root: import.meta.dirname,
    rules: { "*.css": { as: "*.css", loaders: ["@tailwindcss/turbopack"] } },
  },
  typedRoutes: true,
  // `npm run check` checks the types once, for the whole project.
  typescript: { ignoreBuildErrors: true },
};

export default config;
