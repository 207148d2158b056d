import type { NextConfig } from "next";

const config: NextConfig = {
  agentRules: false,
  devIndicators: false,
  experimental: { authInterrupts: true, taint: true },
  // Everything that is shown is drawn by the application itself.
  images: { unoptimized: true },
  poweredByHeader: false,
  serverExternalPackages: ["@node-rs/argon2", "pino", "postgres"],
  turbopack: {
    root: import.meta.dirname,
    rules: { "*.css": { as: "*.css", loaders: ["@tailwindcss/turbopack"] } },
  },
  typedRoutes: true,
  // `npm run check` checks the types once, for the whole project.
  typescript: { ignoreBuildErrors: true },
};

export default config;
