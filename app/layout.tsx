import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { inter, interExtended } from "./fonts.ts";
import { Providers } from "./providers.tsx";

export const metadata: Metadata = {
  title: { default: "Chartkeep", template: "%s - Chartkeep" },
  description: "Clinic administration for specialty telehealth.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: "light dark", width: "device-width" };

/** Puts the chosen theme and navigation width on the document before anything is painted. */
const beforePaint = `(function(d){try{var t=localStorage.getItem("theme"),n=localStorage.getItem("nav");if(t==="light"||t==="dark")d.dataset.theme=t;if(n==="rail")d.dataset.nav=n}catch(e){}})(document.documentElement)`;

export default async function RootLayout({ children }: LayoutProps<"/">) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;

  return (
    <html
      lang="en"
      className={`${inter.variable} ${interExtended.variable}`}
      suppressHydrationWarning
    >
      <head>
        <script
          nonce={nonce}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant, and the only script that must run before paint
          dangerouslySetInnerHTML={{ __html: beforePaint }}
          suppressHydrationWarning
        />
      </head>
      <body>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  );
}
